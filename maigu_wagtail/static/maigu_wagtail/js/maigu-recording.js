/* The recording form in the CMS: caption rows, a transcript created from them, and a poster taken from the video. */
(() => {
    "use strict";

    const form = document.getElementById("w-editor-form");
    const { HEADER, post } = window.maiguUpload;

    /* Rows of captions. */
    const add = form.querySelector("[data-maigu-add-row]");
    const total = form.elements["captions-TOTAL_FORMS"];
    add.hidden = false;
    add.addEventListener("click", () => {
        const created = document.createElement("div");
        created.innerHTML = form.querySelector("template[data-maigu-row]").innerHTML.replaceAll("__prefix__", total.value);
        total.value = Number(total.value) + 1;
        form.querySelector("[data-maigu-rows]").append(...created.children);
        form.querySelector("[data-maigu-rows] > :last-child select").focus();
    });

    /* The transcript. Don't send the video: it can be large, and is not needed. */
    const make = form.querySelector("[data-maigu-make-transcript]");
    const transcript = form.querySelector("[data-maigu-transcript]");
    make.addEventListener("click", async (event) => {
        event.preventDefault();
        if (transcript.value.trim() && !confirm(make.dataset.asks)) return;
        const data = new FormData(form);
        for (const name of ["file", "poster"]) data.delete(name);
        data.append(make.name, make.value);
        make.disabled = true;
        const { json } = await post(form.action, data, { headers: { [HEADER]: "1" } });
        make.disabled = false;
        if (!json) return;
        if (json.transcript) {
            transcript.value = json.transcript;
            transcript.dispatchEvent(new Event("input", { bubbles: true }));
        }
        form.querySelector("[data-maigu-transcript-said]").textContent = json.message;
    });

    /* A poster from the chosen video. */
    const suggestion = form.querySelector("[data-maigu-suggestion]");
    const video = suggestion.querySelector("video");
    const take = suggestion.querySelector("[data-maigu-take]");
    const picture = suggestion.querySelector("[data-maigu-picture]");
    const poster = form.querySelector("[data-maigu-poster]");

    const takePicture = () => {
        picture.width = video.videoWidth;
        picture.height = video.videoHeight;
        picture.getContext("2d").drawImage(video, 0, 0);
        picture.toBlob(
            (blob) => {
                if (!blob) return;
                const files = new DataTransfer();
                files.items.add(new File([blob], "poster.jpg", { type: blob.type }));
                poster.files = files.files;
                picture.hidden = false;
                suggestion.querySelector("[data-maigu-picture-said]").textContent = take.dataset.saysTaken;
            },
            "image/jpeg",
            0.85,
        );
    };

    form.addEventListener("maigu:measured", ({ detail: { found } }) => {
        suggestion.hidden = !found?.width;
        picture.hidden = true;
        if (!found?.width) return;
        /* Not the first frame, which is often black. */
        video.currentTime = Math.min(found.duration / 10, 10);
    });
    take.addEventListener("click", takePicture);
    poster.addEventListener("change", () => {
        picture.hidden = true;
        suggestion.querySelector("[data-maigu-picture-said]").textContent = "";
    });
})();
