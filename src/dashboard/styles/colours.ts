/** Every pair of text and ground has a contrast of 4.5 or more in both schemes. */
export const colours = `
:root {
  color-scheme: light dark;
  --paper: #fafaf8; --card: #fff; --ink: #1b1b1f; --quiet: #5d5d67; --line: #dedee3; --accent: #1f5f9f; --on-accent: #fff;
  --wash: #eceff4; --alarm: #a02c19; --alarm-wash: #fbeeea; --good: #1d6b42; --bar: #2f7fc4; --bar-failed: #c8452c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131316; --card: #1b1b1f; --ink: #ececf0; --quiet: #a6a6b2; --line: #34343b; --accent: #8cbcf0; --on-accent: #10212f;
    --wash: #27292f; --alarm: #f5a593; --alarm-wash: #35201b; --good: #7fd1a2; --bar: #4b96d8; --bar-failed: #e2694f;
  }
}
`;
