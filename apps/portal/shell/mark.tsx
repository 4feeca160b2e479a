/** The ring (一円), the only ornament. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="7.5" fill="none" stroke="var(--sun)" strokeWidth="4" />
    </svg>
  );
}
