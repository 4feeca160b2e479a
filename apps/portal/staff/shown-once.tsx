/** A secret that the server tells this once. */
export function ShownOnce({ text, secret }: { readonly text: string; readonly secret: string }) {
  return (
    <div className="message good">
      <p>{text}</p>
      <code>{secret}</code>
    </div>
  );
}
