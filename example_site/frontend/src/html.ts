/** Rich text from the CMS, sanitised before it is added to the page. */
import DOMPurify from "dompurify";

const ALLOWED = {
  ALLOWED_TAGS: [
    ..."a abbr b blockquote br code em figcaption figure h2 h3 h4 h5 h6 hr i img li ol p small strong sub sup ul".split(" "),
  ],
  ALLOWED_ATTR: ["alt", "dir", "height", "href", "lang", "src", "title", "width"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

/** Returns HTML as harmless nodes. */
export function richText(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, { ...ALLOWED, RETURN_DOM_FRAGMENT: true });
}

/** Returns the text of HTML. */
export function wordsOf(html: string): string {
  return richText(html.replace(/<\/(p|li|h\d)>/g, " $&")).textContent.replace(/\s+/g, " ").trim();
}
