// Reads everything from a server by the generated client and says what it has found, as one line of JSON.
import { client, changesList, countriesList, documentsList, meetingsList, meetingsRetrieve, organizationsList, personsList, statementsList } from "chancery-client";

const [baseUrl = "", unknown = ""] = process.argv.slice(2);
client.setConfig({ baseUrl });

type Query = { page_size: number; cursor?: string };
type Page<Row> = { data?: { next: string | null; results: Row[] }; response?: Response };

async function every<Row>(list: (query: Query) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const { data, response } = await list({ page_size: 3, ...(cursor === undefined ? {} : { cursor }) });
    if (!data) throw new Error(`${response?.status}`);
    rows.push(...data.results);
    cursor = data.next ? (new URL(data.next).searchParams.get("cursor") ?? undefined) : undefined;
  } while (cursor);
  return rows;
}

const ids = (rows: { id: string }[]): string[] => rows.map((row) => row.id);
const meetings = await every((query) => meetingsList({ query }));
const alone = await Promise.all(meetings.map(({ id }) => meetingsRetrieve({ path: { id } })));
const refused = await meetingsList({ query: { party: ["XX"] } });
const missing = await meetingsRetrieve({ path: { id: unknown } });

const found = {
  meetings,
  alone: alone.map(({ data }) => data),
  statements: ids(await every((query) => statementsList({ query }))),
  persons: ids(await every((query) => personsList({ query }))),
  countries: ids(await every((query) => countriesList({ query }))),
  organizations: ids(await every((query) => organizationsList({ query }))),
  documents: ids(await every((query) => documentsList({ query }))),
  changes: (await changesList({ query: { page_size: 1 } })).data?.results.length,
  filtered: ids(await every((query) => meetingsList({ query: { ...query, party: ["RU", "TR"], status: "held,planned" } }))),
  refused: [refused.response?.status, refused.error?.errors[0]?.parameter],
  missing: [missing.response?.status, missing.error?.title],
};
let asked = await meetingsList();
for (let left = 200; left > 0 && asked.response?.status === 200; left--) asked = await meetingsList();
const throttled = [asked.response?.status, asked.error?.title, Number(asked.response?.headers.get("Retry-After")) > 0];
console.log(JSON.stringify({ ...found, throttled }));
