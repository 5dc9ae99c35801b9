/*
 * Uploads of members' files in the CMS: shows progress, can be cancelled, and shows errors without losing the form.
 *
 * The forms also work without this script. It sends the form of a file's own page itself. Forms in a chooser are sent by
 * Wagtail's script with jQuery. window.maiguUpload is for maigu-recording.js and maigu-several.js.
 */
(() => {
    "use strict";

    if (window.maiguUpload) return;

    const HEADER = "X-Maigu-Upload";
    const PAGE_FORM = "#w-editor-form";
    const CHOOSER_FORM = "form[data-maigu-chooser-upload]";

    const fileOf = (form) => form.querySelector("[data-maigu-file]")?.files[0];
    const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

    const sized = (bytes) => {
        const units = ["B", "kB", "MB", "GB"];
        const step = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)), 3);
        const number = (bytes / 1024 ** step).toLocaleString(document.documentElement.lang || "en", {
            maximumFractionDigits: step > 1 ? 1 : 0,
        });
        return `${number} ${units[step]}`;
    };

    /* The progress bar of a form. */
    const barOf = (form) => {
        const box = form.querySelector("[data-maigu-progress]");
        const said = form.querySelector("[data-maigu-upload-said]");
        const bar = box.querySelector("progress");
        let lastSaid = 0;
        return {
            words: box.dataset,
            say(words) {
                said.textContent = words;
            },
            show(onCancel) {
                box.hidden = false;
                bar.value = 0;
                const cancel = box.querySelector("[data-maigu-cancel]");
                cancel.onclick = onCancel;
                /* The submit button is now disabled, and may be off screen. */
                cancel.focus({ preventScroll: true });
                box.scrollIntoView({ block: "center" });
            },
            move(loaded, total, size) {
                const percent = total ? Math.floor((loaded / total) * 100) : 0;
                bar.value = percent;
                /* Announcing every per cent would keep screen readers busy. */
                if (percent === 100) this.say(box.dataset.saysStoring);
                else if (percent >= lastSaid + 5 || !percent) {
                    lastSaid = percent;
                    this.say(filled(box.dataset.saysSending, { percent, size: sized(size) }));
                }
            },
            hide(words) {
                box.hidden = true;
                this.say(words || "");
            },
        };
    };

    /* Errors at their fields, with Wagtail's own markup. */
    const clearErrors = (form) => {
        if (form.matches(PAGE_FORM)) document.querySelector("[data-maigu-errors]").replaceChildren();
        form.querySelectorAll("[data-maigu-error]").forEach((found) => found.remove());
        form.querySelectorAll(".w-field--error").forEach((field) => field.classList.remove("w-field--error"));
        form.querySelectorAll("[data-field-errors]").forEach((errors) => errors.replaceChildren());
        form.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
    };

    const paragraph = (words) => {
        const created = document.createElement("p");
        created.className = "error-message";
        created.dataset.maiguError = "";
        created.textContent = words;
        return created;
    };

    const showError = (input, words) => {
        const field = input.closest("[data-field]");
        input.setAttribute("aria-invalid", "true");
        input.closest("details")?.setAttribute("open", "");
        field.classList.add("w-field--error");
        field.querySelector("[data-field-errors]").append(paragraph(words));
    };

    const showErrors = (form, { message, errors }) => {
        const inputs = [];
        const whole = [message, ...(errors[""] || [])];
        for (const [name, found] of Object.entries(errors)) {
            const input = name && form.elements[name];
            if (!input || !input.closest?.("[data-field]")) {
                if (name) whole.push(...found);
                continue;
            }
            showError(input, found.join(" "));
            inputs.push(input);
        }
        const place = document.querySelector("[data-maigu-errors]");
        place.replaceChildren(...whole.map(paragraph));
        place.setAttribute("role", "alert");
        (inputs[0] || place).scrollIntoView({ block: "center" });
        inputs[0]?.focus({ preventScroll: true });
    };

    const leaving = (event) => event.preventDefault();

    const begin = (form, bar, onCancel) => {
        clearErrors(form);
        bar.show(onCancel);
        addEventListener("beforeunload", leaving);
        form.querySelectorAll("[data-maigu-submit]").forEach((button) => (button.disabled = true));
    };

    const end = (form, bar, words) => {
        removeEventListener("beforeunload", leaving);
        form.querySelectorAll("[data-maigu-submit]").forEach((button) => (button.disabled = false));
        bar.hide(words);
    };

    const answered = (request) => {
        try {
            return JSON.parse(request.responseText);
        } catch {
            return null;
        }
    };

    /* Posts data. Resolves to { kind, status, json }, where kind is "load", "error" or "abort". */
    const post = (url, data, { onProgress, headers = {}, onRequest } = {}) =>
        new Promise((resolve) => {
            const request = new XMLHttpRequest();
            request.open("POST", url);
            Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
            if (onProgress) request.upload.addEventListener("progress", onProgress);
            for (const kind of ["load", "error", "abort"]) {
                request.addEventListener(kind, () => resolve({ kind, status: request.status, json: answered(request) }));
            }
            onRequest?.(request);
            request.send(data);
        });

    /* Uploads a file straight to S3. Resolves like post. */
    const sendDirectly = async (form, file, bar, running) => {
        const field = form.querySelector("[data-maigu-direct]");
        const query = new FormData();
        query.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        query.append("name", file.name);
        query.append("size", file.size);
        const granted = await post(field.dataset.maiguDirect, query, running);
        if (!granted.json?.url) return granted;
        const data = new FormData();
        Object.entries(granted.json.fields).forEach(([name, value]) => data.append(name, value));
        data.append("file", file);
        const onProgress = ({ loaded, total }) => bar.move(loaded, total, file.size);
        const sent = await post(granted.json.url, data, { ...running, onProgress });
        if (sent.kind === "load" && sent.status < 300) field.value = granted.json.uploaded;
        return sent;
    };

    const send = async (form) => {
        const file = fileOf(form);
        const bar = barOf(form);
        let request;
        begin(form, bar, () => request?.abort());
        const running = { onRequest: (created) => (request = created) };
        const direct = form.querySelector("[data-maigu-direct]");
        let answer = { kind: "load", status: 200 };
        if (direct && !direct.value) answer = await sendDirectly(form, file, bar, running);
        if (answer.kind === "load" && answer.status < 300) {
            const data = new FormData(form);
            if (direct?.value) data.delete(form.querySelector("[data-maigu-file]").name);
            const onProgress = ({ loaded, total }) => bar.move(loaded, total, file.size);
            answer = await post(form.action, data, { ...running, onProgress, headers: { [HEADER]: "1" } });
        }
        if (answer.kind === "load" && answer.json?.url) {
            removeEventListener("beforeunload", leaving);
            location.assign(answer.json.url);
            return;
        }
        end(form, bar, { abort: bar.words.saysCancelled, error: bar.words.saysFailed }[answer.kind]);
        if (answer.json?.errors) showErrors(form, answer.json);
        else if (answer.kind === "load") bar.say(bar.words.saysFailed);
    };

    /* Wagtail's w-unsaved handles the same event, and stops warning about unsaved changes. */
    document.addEventListener("submit", (event) => {
        const form = event.target;
        if (!form.matches(PAGE_FORM) || !fileOf(form) || event.submitter?.hasAttribute("formnovalidate")) return;
        event.preventDefault();
        send(form);
    });

    /* In a chooser, Wagtail sends the form and handles the response; this adds the progress bar. */
    window.jQuery?.ajaxPrefilter((options, _original, jqXHR) => {
        const form = document.querySelector(CHOOSER_FORM);
        if (!form || !(options.data instanceof FormData) || options.url !== form.action) return;
        const input = form.querySelector("[data-maigu-file]");
        const files = input.files;
        if (!files.length) return;
        const bar = barOf(form);
        begin(form, bar, () => jqXHR.abort());
        options.xhr = () => {
            const request = new XMLHttpRequest();
            request.upload.addEventListener("progress", ({ loaded, total }) => bar.move(loaded, total, files[0].size));
            return request;
        };
        jqXHR.always((_answer, outcome) => {
            end(form, bar, { abort: bar.words.saysCancelled, error: bar.words.saysFailed }[outcome]);
            /* Wagtail then replaces a form with errors, and the new one has lost its file. */
            setTimeout(() => {
                const again = document.querySelector(CHOOSER_FORM)?.querySelector("[data-maigu-file]");
                if (again && again !== input) again.files = files;
            });
        });
    });

    /* Resolves to the duration and dimensions of a video, or null if the browser cannot play it. */
    const measured = (file, video = document.createElement("video")) =>
        new Promise((resolve) => {
            const done = () =>
                resolve({ duration: Math.round(video.duration), width: video.videoWidth, height: video.videoHeight });
            video.addEventListener("error", () => resolve(null), { once: true });
            video.addEventListener(
                "loadedmetadata",
                () => {
                    if (Number.isFinite(video.duration)) return done();
                    /* The duration of a video recorded in a browser is only known once its end has been read. */
                    video.addEventListener("durationchange", () => {
                        if (!Number.isFinite(video.duration)) return;
                        video.currentTime = 0;
                        done();
                    });
                    video.currentTime = Number.MAX_SAFE_INTEGER;
                },
                { once: true },
            );
            video.preload = "metadata";
            video.muted = true;
            video.src = URL.createObjectURL(file);
        });

    const chosen = async (input) => {
        const form = input.form;
        const file = input.files[0];
        const bar = barOf(form);
        clearErrors(form);
        bar.say("");
        const direct = form.querySelector("[data-maigu-direct]");
        if (direct) direct.value = "";
        if (!file) return;
        const most = Number(input.dataset.maiguMost);
        if (file.size > most) {
            showError(input, filled(bar.words.saysTooLarge, { size: sized(file.size), most: sized(most) }));
            return;
        }
        const title = form.querySelector("[name$=title]");
        if (title && !title.value.trim()) title.value = file.name.replace(/\.[^.]*$/, "");
        const fields = [...form.querySelectorAll("[data-maigu-measured]")];
        if (!fields.length) return;
        const video = document.querySelector("[data-maigu-suggestion] video") || undefined;
        const found = await measured(file, form.contains(video) ? video : undefined);
        if (input.files[0] !== file) return;
        const doubtful = await window.maiguCodecs.doubtful(file, input.dataset.maiguDoubtful);
        if (input.files[0] !== file) return;
        if (doubtful.length) bar.say(filled(bar.words.saysDoubtful, { codecs: doubtful.join(", ") }));
        else if (!found) bar.say(bar.words.saysNotShown);
        for (const field of fields) field.value = found?.[field.dataset.maiguMeasured] || "";
        form.dispatchEvent(new CustomEvent("maigu:measured", { detail: { found } }));
    };

    document.addEventListener("change", (event) => {
        if (event.target.matches("[data-maigu-file]")) chosen(event.target);
    });

    window.maiguUpload = { HEADER, clearErrors, filled, measured, post, showError };
})();
