// Invisible characters that change the display, such as control characters and text-direction overrides, are shown as their code, so that a
// text reads as it is stored. Copying returns the original text.

// Zero-width joiners stay, and so do visible marks whose category is "format".
const hidden = /(?![\t\n\r\u200c\u200d\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** `a<U+202E>b` for a text with a right-to-left override in it. */
export function visible(text) {
  return text.replace(hidden, (character) => `<U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>`);
}
