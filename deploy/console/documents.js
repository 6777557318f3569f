// What is wrong with a document number before anybody is asked. Registration takes no number in which this finds a fault.

const PROVINCE = "(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71)";
const OF_A_PROVINCE = new RegExp(`^${PROVINCE}\\d{15}[\\dX]$`);
const CARD = `9${PROVINCE}\\d{14}[\\dX]`;
const PERMIT = "8[123]0000\\d{11}[\\dX]";
const SHAPES = {
  RESIDENT_ID: new RegExp(`^(${PROVINCE}\\d{15}[\\dX]|${PERMIT}|${CARD})$`), // a permit or card called an ID is what its number says
  HOUSEHOLD_BOOK: OF_A_PROVINCE,
  BIRTH_CERT: /^[A-Z]\d{9}$/,
  FOREIGN_PR: new RegExp(`^(${CARD}|[A-Z]{3}\\d{12})$`),
  CN_PASSPORT: /^[A-Z]{1,2}\d{7,8}$/,
  HMT_PERMIT: new RegExp(`^(${PERMIT}|[HM]?\\d{8}(\\d{2})?)$`),
};

// Half-width, upper case, without blanks.
export const normalised = (number) =>
  number
    .replace(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/\s/g, "")
    .toUpperCase();

// ISO 7064 MOD 11-2 (GB 11643)
function hasCheckDigit(number) {
  const sum = [...number].reduce((carried, letter) => (2 * carried + (letter === "X" ? 10 : Number(letter))) % 11, 0);
  return sum === 1;
}

function hasBirthDate(number) {
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)].map(Number);
  const born = new Date(0);
  born.setUTCFullYear(year, month - 1, day);
  return year > 0 && born.getUTCMonth() === month - 1 && born.getUTCDate() === day;
}

// A sentence, or "" for a number that may be somebody's.
export function faultOf(kind, written) {
  const number = normalised(written);
  if (!SHAPES[kind].test(number)) return "格式与证件类型不符";
  if (number.length !== 18) return "";
  if (!hasCheckDigit(number)) return "校验位不正确，请核对";
  return hasBirthDate(number) ? "" : "其中的出生日期不存在";
}
