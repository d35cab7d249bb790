/** Two fingers on a phone: their distance is the zoom, their middle stays where it is in time. */
export function followPinch(
  chart: HTMLElement,
  acts: { perDay: () => number; zoom: (perDay: number, pointer: number) => void },
  signal: AbortSignal,
): void {
  let begun: { apart: number; perDay: number } | undefined;
  const spread = ([one, two]: [Touch, Touch]): number => Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
  const pairOf = ({ touches: [one, two] }: TouchEvent): [Touch, Touch] | undefined => (one && two ? [one, two] : undefined);

  const start = (event: TouchEvent): void => {
    const pair = pairOf(event);
    begun = pair && { apart: Math.max(1, spread(pair)), perDay: acts.perDay() };
  };
  const move = (event: TouchEvent): void => {
    const pair = pairOf(event);
    if (!pair || !begun) return;
    event.preventDefault(); // the page does not scroll under a pinch
    const middle = (pair[0].clientX + pair[1].clientX) / 2 - chart.getBoundingClientRect().left;
    acts.zoom((begun.perDay * spread(pair)) / begun.apart, middle);
  };
  chart.addEventListener("touchstart", start, { signal, passive: true });
  chart.addEventListener("touchmove", move, { signal, passive: false });
  chart.addEventListener("touchend", start, { signal, passive: true });
  chart.addEventListener("touchcancel", () => (begun = undefined), { signal });
}
