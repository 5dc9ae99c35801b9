/*
 * What an MP4 file is coded in, read before it is uploaded: a browser that can play it says nothing of those that can't.
 *
 * A look at the table of tracks, no more. The server reads the same in full once it has the file.
 */
(() => {
    "use strict";

    const MOST_BOXES = 200;
    const MOST_BYTES = 8 * 1024 * 1024;
    const AFTER_NAME = 12; /* from the name of a table of samples to the code of the first: ISO/IEC 14496-12, 8.5.2 */

    const bytesOf = async (file, begin, length) => new Uint8Array(await file.slice(begin, begin + length).arrayBuffer());
    const text = (bytes, at) => String.fromCharCode(...bytes.subarray(at, at + 4));

    /* The content of the box that holds the tracks, wherever in the file it is. */
    const tracksOf = async (file) => {
        let at = 0;
        for (let number = 0; number < MOST_BOXES && at + 8 <= file.size; number += 1) {
            const head = await bytesOf(file, at, 16);
            const numbers = new DataView(head.buffer);
            let size = numbers.getUint32(0);
            if (size === 1 && head.length === 16) size = Number(numbers.getBigUint64(8));
            else if (size === 0) size = file.size - at;
            if (size < 8) break;
            if (text(head, 4) === "moov") return bytesOf(file, at, Math.min(size, MOST_BYTES));
            at += size;
        }
        return new Uint8Array();
    };

    /* The names of what only some browsers can play; ``known`` are the names of such codes, as JSON. */
    const doubtful = async (file, known) => {
        const names = JSON.parse(known || "{}");
        const tracks = await tracksOf(file).catch(() => new Uint8Array());
        const found = new Set();
        for (let at = tracks.indexOf(0x73); at >= 0; at = tracks.indexOf(0x73, at + 1)) {
            if (text(tracks, at) === "stsd") found.add(names[text(tracks, at + 4 + AFTER_NAME)]);
        }
        return [...found].filter(Boolean);
    };

    window.maiguCodecs = { doubtful };
})();
