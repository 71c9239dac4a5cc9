// Comma-separated values that a spreadsheet opens as they are.

/** A cell; what a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"). */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = /^[\s]*[=+\-@\t\r]/.test(value) ? "'" + value : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
export const csv = (rows: (string | number)[][]): string => rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
