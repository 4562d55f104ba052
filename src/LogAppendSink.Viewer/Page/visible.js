// Characters that are not visible but change what is: control characters, and those that turn the order of others around. They are shown by
// their code, so that a text reads as it is stored. What is copied is the text itself.

// Joiners of letters and pictures are left alone, and so are marks that are visible although they are "format" by category.
const hidden = /(?![\t\n\r\u200c\u200d\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** `a<U+202E>b` for a text with a right-to-left override in it. */
export function visible(text) {
  return text.replace(hidden, (character) => `<U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>`);
}
