/** An order of keys after one of them was taken and put before or after another. */
export function moved(order: readonly string[], key: string, to: string, isAfter: boolean): string[] {
  if (key === to || !order.includes(key) || !order.includes(to)) return [...order];
  const rest = order.filter((each) => each !== key);
  rest.splice(rest.indexOf(to) + (isAfter ? 1 : 0), 0, key);
  return rest;
}
