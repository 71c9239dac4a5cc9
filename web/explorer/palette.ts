// Colours of types (Okabe and Ito's palette, which colour-blind people can tell apart) and of the two themes.
const dark = matchMedia("(prefers-color-scheme: dark)");
const LIGHT: Record<string, string> = {
  paper: "#9aa3ad", method: "#0072b2", dataset: "#009e73", hardware: "#d55e00", task: "#cc79a7", repository: "#e69f00", webpage: "#56b4e9", other: "#7a6a00",
};
const DARK: Record<string, string> = { ...LIGHT, paper: "#6f7984", method: "#3a9bdc", webpage: "#c4e4ff", other: "#f0e442" };

export interface Theme { text: string; back: string; quiet: string; faint: string; edge: [number, number, number]; strong: [number, number, number] }
export const theme = (): Theme => (dark.matches
  ? { text: "#e8ebef", back: "#14171c", quiet: "#a3adb8", faint: "rgba(70,80,92,0.4)", edge: [150, 162, 176], strong: [232, 235, 239] }
  : { text: "#1b1f24", back: "#ffffff", quiet: "#59636e", faint: "rgba(190,198,206,0.35)", edge: [110, 122, 136], strong: [27, 31, 36] });
export const colorOf = (type: string): string => (dark.matches ? DARK : LIGHT)[type] ?? DARK.other;
export const onThemeChange = (act: () => void): void => dark.addEventListener("change", act);
