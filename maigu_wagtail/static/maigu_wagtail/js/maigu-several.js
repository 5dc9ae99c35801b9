/*
 * Upload several: sends each file of the list on its own, and continues after an interruption.
 *
 * The site has the list, and S3 the parts that have arrived, so that nothing is stored here: after a reload, the editor
 * chooses the same files again. The form also works without this script.
 */
(() => {
    "use strict";

    const screen = document.querySelector("[data-maigu-several]");
    if (!screen) return;

    const { HEADER, filled, measured, post } = window.maiguUpload;
    const words = screen.dataset;
    const list = screen.querySelector("[data-maigu-several-list]");
    const chooser = screen.querySelector("[data-maigu-several-choose]");
    const input = screen.querySelector("[data-maigu-several-files]");
    const zone = screen.querySelector("[data-maigu-zone]");
    const said = screen.querySelector("[data-maigu-several-said]");
    /* Milliseconds before the next attempts, after which the editor decides. */
    const PAUSES = [1000, 4000, 15000, 30000];
    const LONGEST_MEASUREMENT = 10000;

    /* The chosen files, by what identifies them; what is known of each row; the request that is running. */
    const files = new Map();
    const states = new Map();
    let current = null;
    let isRunning = false;

    const identity = (name, size, modified) => [name, size, modified].join("/");
    const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
    const say = (text) => (said.textContent = text);
    const rows = () => [...list.querySelectorAll("[data-maigu-file-row]")];
    const keyOf = (row) => row.dataset.maiguFileRow;
    const rowOf = (key) => list.querySelector(`[data-maigu-file-row="${key}"]`);
    const fileOf = ({ dataset }) => files.get(identity(dataset.name, dataset.size, dataset.modified));
    const attachButton = () => list.querySelector("[data-maigu-several-attach]");

    const token = (values = {}) => {
        const data = new FormData();
        data.append("csrfmiddlewaretoken", chooser.elements.csrfmiddlewaretoken.value);
        Object.entries(values).forEach(([name, value]) => data.append(name, value ?? ""));
        return data;
    };

    const paint = (row) => {
        const { state, text, percent } = states.get(keyOf(row)) || {};
        const shown = state || (fileOf(row) && !("complete" in row.dataset) ? "waiting" : "");
        if (!shown) return;
        const bar = row.querySelector("progress");
        bar.hidden = shown !== "sending";
        bar.value = percent || 0;
        row.querySelector("[data-maigu-again]").hidden = shown !== "interrupted";
        row.classList.toggle("maigu-file--failed", shown === "interrupted" || shown === "refused");
        row.querySelector("[data-maigu-state]").textContent = text || words.saysWaiting;
    };

    const mark = (key, state, text, percent) => {
        states.set(key, { state, text, percent });
        const row = rowOf(key);
        if (row && state === "done") row.dataset.complete = "";
        if (row) paint(row);
    };

    const showProgress = (key, sent, size) => {
        const percent = Math.floor((sent / size) * 100);
        const text = percent < 100 ? filled(words.saysSending, { percent }) : words.saysStoring;
        mark(key, "sending", text, percent);
    };

    /* Sends a part to S3. Resolves to whether it has arrived. */
    const put = (url, blob, onProgress) =>
        new Promise((resolve) => {
            const request = (current.request = new XMLHttpRequest());
            request.open("PUT", url);
            request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
            request.addEventListener("load", () => resolve(request.status < 300));
            for (const kind of ["error", "abort"]) request.addEventListener(kind, () => resolve(false));
            request.send(blob);
        });

    const ask = (url, values, onProgress) =>
        post(url, token(values), { onProgress, onRequest: (request) => current && (current.request = request) });

    /* What an answer means: it is done, refused with a message, or to be tried again. */
    const outcomeOf = ({ kind, status, json }) => {
        /* 409: an earlier answer that it is complete was lost. */
        if (kind === "load" && json && (status < 300 || status === 409)) return { state: "done" };
        const isRefused = kind === "load" && json && (status === 422 || status === 404);
        return isRefused ? { state: "refused", text: json.message } : { state: "interrupted" };
    };

    const sendWhole = async (key, file, facts, url) => {
        const onProgress = ({ loaded, total }) => showProgress(key, loaded, total);
        return outcomeOf(await ask(url, { ...facts, file }, onProgress));
    };

    /* Sends the parts that S3 does not have, until it has all. */
    const sendParts = async (key, file, facts, { parts: url, done }) => {
        let hasMoved = false;
        for (let before = Infinity; ; ) {
            const answer = await ask(url);
            const outcome = outcomeOf(answer);
            if (outcome.state !== "done" || !answer.json.parts) return { ...outcome, hasMoved };
            const { parts, missing } = answer.json;
            showProgress(key, file.size - missing, file.size);
            if (!parts.length) return { ...outcomeOf(await ask(done, facts)), hasMoved };
            if (missing >= before) return { state: "interrupted" };
            before = missing;
            let sent = file.size - missing;
            for (const part of parts) {
                const blob = file.slice(part.start, part.start + part.size);
                if (!(await put(part.url, blob, (loaded) => showProgress(key, sent + loaded, file.size)))) {
                    return { state: "interrupted", hasMoved };
                }
                sent += part.size;
                hasMoved = true;
            }
        }
    };

    const factsOf = async (row, file) => {
        if (!("recording" in row.dataset)) return {};
        return (await Promise.race([measured(file), wait(LONGEST_MEASUREMENT)])) || {};
    };

    const send = async (row) => {
        const key = keyOf(row);
        const file = fileOf(row);
        const { parts, done, whole } = row.dataset;
        current = { key };
        showProgress(key, 0, 1);
        const facts = await factsOf(row, file);
        for (let tries = 0; ; tries += 1) {
            const outcome = parts
                ? await sendParts(key, file, facts, { parts, done })
                : await sendWhole(key, file, facts, whole);
            if (current.isRemoved) break;
            if (outcome.hasMoved) tries = 0;
            if (outcome.state !== "interrupted" || tries >= PAUSES.length) {
                mark(key, outcome.state, outcome.text || { done: words.saysDone }[outcome.state] || words.saysInterrupted);
                break;
            }
            mark(key, "sending", words.saysRetrying, states.get(key).percent);
            await wait(PAUSES[tries]);
        }
        current = null;
        return states.get(key)?.state === "done";
    };

    const leaving = (event) => event.preventDefault();

    const waiting = () =>
        rows().filter((row) => !("complete" in row.dataset) && fileOf(row) && !states.get(keyOf(row))?.state);

    const tell = () => {
        const all = rows();
        const done = all.filter((row) => "complete" in row.dataset).length;
        if (isRunning) say(filled(words.saysProgress, { done, all: all.length }));
        else say(done === all.length ? words.saysFinished : words.saysSome);
    };

    /* Lets what was interrupted wait again. */
    const resume = () => {
        for (const [key, { state }] of states) if (state === "interrupted") states.delete(key);
        rows().forEach(paint);
    };

    const run = async () => {
        if (isRunning || !waiting().length) return;
        isRunning = true;
        addEventListener("beforeunload", leaving);
        for (let hasSent = true; hasSent; ) {
            hasSent = false;
            for (let next; (next = waiting()[0]); ) {
                attachButton().disabled = true;
                hasSent = (await send(next)) || hasSent;
                tell();
            }
            /* Files arrive, so those that were interrupted before can too. */
            if (hasSent) resume();
        }
        isRunning = false;
        removeEventListener("beforeunload", leaving);
        if (attachButton()) attachButton().disabled = false;
        if (rows().length) tell();
    };

    const tryAgain = () => {
        resume();
        run();
    };

    const showRefused = (messages) => {
        const lines = messages.map((message) => {
            const line = document.createElement("p");
            line.className = "error-message";
            line.textContent = message;
            return line;
        });
        screen.querySelector("[data-maigu-several-refused]").replaceChildren(...lines);
    };

    /* Adds files to the list, and shows it as the site has it now. */
    const add = async (chosen) => {
        const data = new FormData(chooser);
        data.delete(input.name);
        for (const file of chosen) {
            files.set(identity(file.name, file.size, file.lastModified), file);
            data.append("name", file.name);
            data.append("size", file.size);
            data.append("modified", file.lastModified);
        }
        const { json } = await post(words.begin, data);
        if (!json?.html) return say(json?.message || words.saysFailed);
        list.innerHTML = json.html;
        showRefused(json.refused);
        for (const row of rows()) {
            /* What was refused or interrupted, and is chosen again, is tried again. */
            const isChosen = chosen.some((file) => file === fileOf(row));
            if (isChosen && states.get(keyOf(row))?.state !== "sending") states.delete(keyOf(row));
            paint(row);
        }
        if (isRunning && attachButton()) attachButton().disabled = true;
        run();
    };

    const remove = async (button) => {
        const key = button.value;
        if (current?.key === key) {
            current.isRemoved = true;
            current.request?.abort();
        }
        const answer = await post(location.href, token({ remove: key }), { headers: { [HEADER]: "1" } });
        if (answer.kind !== "load" || answer.status >= 300) return say(words.saysNotSaved);
        const row = rowOf(key);
        files.delete(identity(row.dataset.name, row.dataset.size, row.dataset.modified));
        await add([]);
        (list.querySelector("button, select") || input).focus();
    };

    input.addEventListener("change", () => {
        const chosen = [...input.files];
        input.value = "";
        if (chosen.length) add(chosen);
    });
    zone.addEventListener("drop", (event) => {
        event.preventDefault();
        add([...event.dataTransfer.files]);
    });
    list.addEventListener("change", async () => {
        const plan = new FormData(list.querySelector("form"));
        const answer = await post(location.href, plan);
        if (answer.kind !== "load" || answer.status >= 300) say(words.saysNotSaved);
    });
    list.addEventListener("click", (event) => {
        const again = event.target.closest("[data-maigu-again]");
        const leaveOut = event.target.closest("[name=remove]");
        if (again) tryAgain();
        if (leaveOut) {
            event.preventDefault();
            remove(leaveOut);
        }
    });
    addEventListener("online", tryAgain);

    screen.querySelector("[data-maigu-several-submit]").hidden = true;
    screen.querySelector("[data-maigu-zone-help]").hidden = false;
})();
