/*
 * Reads the codecs of an MP4 file before it is uploaded, because this browser may play what others can't.
 *
 * A quick scan of the track table. The server parses it properly once it has the file.
 */
(() => {
    "use strict";

    const MOST_BOXES = 200;
    const MOST_BYTES = 8 * 1024 * 1024;
    const AFTER_NAME = 12; /* bytes from the end of "stsd" to the first entry's format: ISO/IEC 14496-12, 8.5.2 */

    const bytesOf = async (file, begin, length) => new Uint8Array(await file.slice(begin, begin + length).arrayBuffer());
    const text = (bytes, at) => String.fromCharCode(...bytes.subarray(at, at + 4));

    /* Returns the "moov" box, which describes the tracks, wherever it is in the file. */
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

    /* Returns the names of codecs that only some browsers can play; ``known`` maps their codes to names, as JSON. */
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
