/* The shared password screens: copies text, rates a password as it is typed, labels the submit button, prints cards, ticks all requests. */
(() => {
    "use strict";

    const handOut = document.querySelector("[data-maigu-copied]");

    const mark = (element) => {
        getSelection().selectAllChildren(element);
        element.focus();
    };

    /* Without HTTPS there is no clipboard API, but execCommand works. */
    const put = async (element) => {
        try {
            await navigator.clipboard.writeText(element.textContent);
            return true;
        } catch {
            mark(element);
            return document.execCommand("copy");
        }
    };

    const note = async () => {
        const csrf = handOut.querySelector("[name=csrfmiddlewaretoken]").value;
        try {
            const answer = await fetch(handOut.dataset.maiguCopied, {
                method: "POST",
                headers: { "X-CSRFToken": csrf, "X-Requested-With": "XMLHttpRequest" },
                keepalive: true,
            });
            return answer.status === 204;
        } catch {
            return false;
        }
    };

    const copy = async (button) => {
        const said = handOut.querySelector("[data-maigu-said]");
        const isCopied = await put(document.getElementById(button.dataset.maiguCopy));
        const isNoted = !isCopied || "maiguPublic" in button.dataset || (await note());
        const { saysByHand, saysNotNoted } = handOut.dataset;
        said.textContent = !isCopied ? saysByHand : isNoted ? button.dataset.saysCopied : saysNotNoted;
    };

    if (handOut) {
        for (const button of handOut.querySelectorAll("[data-maigu-copy]")) {
            button.hidden = false;
            button.addEventListener("click", () => copy(button));
        }
    }

    const print = document.querySelector("[data-maigu-print]");
    if (print) {
        print.hidden = false;
        print.addEventListener("click", () => window.print());
    }

    /* On the document, because Wagtail replaces the list as somebody searches. */
    document.addEventListener("change", ({ target }) => {
        const form = document.getElementById(target.dataset.maiguAll);
        for (const box of form?.elements ?? []) if (box.type === "checkbox") box.checked = target.checked;
    });

    /* A rough estimate in bits: 12 for each word, as if from a word list, and 5 for each distinct other character. */
    const bits = (text) => {
        const words = new Set(text.trim().toLowerCase().split(/[\s-]+/).filter(Boolean));
        let sum = 0;
        for (const word of words) {
            const isWord = /^\p{L}{3,}\d{0,4}[.!?]?$/u.test(word);
            sum += isWord ? Math.min(12, word.length * 3) + (word.match(/\d/g) || []).length * 2 : new Set(word).size * 5;
        }
        return sum;
    };

    const field = document.querySelector("[data-maigu-strength]");
    const says = document.querySelector("[data-maigu-strength-says]");
    if (field && says) {
        const judge = () => {
            const { weak, fair, strong } = says.dataset;
            const strength = bits(field.value);
            says.textContent = strength < 30 ? weak : strength < 44 ? fair : strong;
            says.hidden = !field.value.trim();
        };
        field.addEventListener("input", judge);
        judge();
    }

    const label = document.querySelector("#w-editor-form [data-w-progress-target=label]");
    const until = document.getElementById("id_until");
    const choose = (radio) => {
        if (radio.checked) label.textContent = radio.dataset.maiguButton;
        if (radio.value === "overlap" && until) until.closest(".w-field__wrapper").parentElement.hidden = !radio.checked;
    };
    const radios = label ? [...document.querySelectorAll("[data-maigu-button]")] : [];
    for (const radio of radios) {
        radio.addEventListener("change", () => radios.forEach(choose));
        choose(radio);
    }
})();
