/**
 * Exact decimals as the feeds write them. Amounts are strings in currency units; a float would lose
 * the last 分 of a trillion, so they are BigInts of a fixed scale until they are shown.
 */
const SCALE = 12;
const ONE = 10n ** BigInt(SCALE);

/** A decimal text as a scaled integer; undefined when it is none. */
export function exact(text: string): bigint | undefined {
  const parts = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (!parts || !(parts[2] || parts[3])) return undefined;
  const fraction = (parts[3] ?? "").slice(0, SCALE).padEnd(SCALE, "0");
  const value = BigInt(parts[2] || "0") * ONE + BigInt(fraction);
  return parts[1] ? -value : value;
}

function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const isNegative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = (2n * n + d) / (2n * d); // half away from zero, as officers round
  return isNegative ? -quotient : quotient;
}

function written(value: bigint, digits: number): string {
  const sign = value < 0n ? "-" : "";
  const body = (value < 0n ? -value : value).toString().padStart(digits + 1, "0");
  const whole = body.slice(0, body.length - digits);
  return sign + whole + (digits ? `.${body.slice(-digits)}` : "");
}

/** A scaled integer, divided by the unit's size, with a fixed number of decimals. */
export function shownExact(value: bigint, unitSize: string, digits: number): string {
  const unit = exact(unitSize) ?? ONE;
  return written(roundedQuotient(value * 10n ** BigInt(digits), unit), digits);
}

/** `("530000000.00", "100000000", 2)` is `5.30`; a text that is no number stays as it is. */
export function shownIn(text: string, unitSize: string, digits: number): string {
  const value = exact(text);
  return value === undefined ? text : shownExact(value, unitSize, digits);
}

/** All decimals that a value has in its unit, and no empty ones: what an editor starts with. */
export function exactIn(text: string, unitSize: string): string {
  const value = exact(text);
  if (value === undefined) return text;
  return shownExact(value, unitSize, SCALE).replace(/\.?0+$/, "");
}

/** Thousands separators: 1,731.50. */
export function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

export interface Summary {
  count: number;
  sum: bigint;
  least: bigint;
  most: bigint;
}

/** Count, sum, least and most of the texts that are numbers. */
export function summary(texts: Iterable<string>): Summary | undefined {
  let found: Summary | undefined;
  for (const text of texts) {
    const value = exact(text);
    if (value === undefined) continue;
    if (!found) found = { count: 1, sum: value, least: value, most: value };
    else {
      found.count += 1;
      found.sum += value;
      if (value < found.least) found.least = value;
      if (value > found.most) found.most = value;
    }
  }
  return found;
}

export function mean({ sum, count }: Summary): bigint {
  return roundedQuotient(sum, BigInt(count));
}

/** The other way round: a number typed in the unit, as an exact text in currency units. */
export function fromUnit(typed: string, unitSize: string): string | undefined {
  const value = exact(typed.replaceAll(/[,，\s]/g, ""));
  const unit = exact(unitSize);
  if (value === undefined || unit === undefined) return undefined;
  return written(roundedQuotient(value * unit, ONE), SCALE).replace(/\.?0+$/, "");
}
