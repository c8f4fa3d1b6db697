// SPDX-License-Identifier: MIT
//
// The replay: a state that events change, and a view of it. Going back means
// starting again from the last keyframe before; nothing is ever undone.
"use strict";

const meta = JSON.parse(document.getElementById("meta").textContent);
const events = document.getElementById("log").textContent.trim().split("\n")
	.filter((line) => line).map((line) => JSON.parse(line));
const element = (id) => document.getElementById(id);

// ---- The state ------------------------------------------------------------

const KEYFRAME = 2000;

const begin = () => ({
	fds: new Map(), // by descriptor: what, connection, mode
	watched: new Map(), // by epoll instance: by descriptor: events
	links: new Map(), // by connection: see link_of()
});

// A copy that shares nothing with the state that goes on.
const copy = (state) => ({
	fds: new Map([...state.fds].map(([fd, file]) => [fd, { ...file }])),
	watched: new Map([...state.watched].map(([fd, set]) => [fd, new Map(set)])),
	links: new Map([...state.links].map(([n, link]) => [n, { ...link }])),
});

function link_of(state, event) {
	if (!state.links.has(event.connection))
		state.links.set(event.connection, {
			name: event.peer || event.who,
			// Bytes that the program can read, and that the peer has
			// not taken. Below 0: a flood is logged when it ends.
			incoming: 0,
			outgoing: 0,
			window: 0, // of a peer that does not read; else 0
			accepted: false, ended: false, reset: false, full: false,
			pending: false, // connect() has begun, no more
			closed: false, // by the program
			fds: 0, // that refer to it
		});
	return state.links.get(event.connection);
}

const READS = new Set(["read", "readv", "recv", "recvfrom", "recvmsg"]);
const WRITES = new Set(["write", "writev", "send", "sendto", "sendmsg",
	"sendfile", "splice"]);
const READINESS = new Set(["select", "pselect6", "poll", "ppoll", "epoll_wait",
	"epoll_pwait", "epoll_pwait2"]);

function open_fd(state, fd, file) {
	const link = state.links.get(file.connection);

	state.fds.set(fd, file);
	if (link)
		link.fds++;
}

function close_fd(state, fd) {
	const file = state.fds.get(fd);
	const link = file && state.links.get(file.connection);

	state.fds.delete(fd);
	state.watched.delete(fd);
	for (const set of state.watched.values())
		set.delete(fd);
	if (link && --link.fds <= 0)
		Object.assign(link, { closed: true, incoming: 0 });
}

// A call says whose its descriptor is.
function know_fd(state, fd, event) {
	const file = state.fds.get(fd) || {};
	const before = file.connection;

	file.what = event.peer || file.what || "descriptor";
	file.connection = event.connection || before || 0;
	file.mode = event.mode || file.mode;
	if (file.connection !== before && file.connection) {
		link_of(state, event);
		open_fd(state, fd, file);
	} else {
		state.fds.set(fd, file);
	}
}

function apply_call(state, event) {
	const fd = event.fd;

	if (event.do === "close" && event.ret === 0) {
		close_fd(state, fd);
		return;
	}
	if (/^dup/.test(event.do) && event.ret >= 0 && state.fds.has(fd))
		open_fd(state, event.ret, { ...state.fds.get(fd) });
	if (fd >= 0 && fd !== null && (event.errno === null || state.fds.has(fd)))
		know_fd(state, fd, event);
	if (event.op && event.errno === null) {
		const set = state.watched.get(event.epoll) || new Map();

		if (event.op === "DEL")
			set.delete(fd);
		else
			set.set(fd, event.interest || []);
		state.watched.set(event.epoll, set);
	}
	// The news of a connection that was begun.
	for (const one of event.ready || [])
		if (one.connection && state.links.has(one.connection))
			state.links.get(one.connection).pending = false;
	if (!event.connection)
		return;
	const link = link_of(state, event);
	if (/^accept/.test(event.do) && event.ret >= 0)
		link.accepted = true;
	if (event.do === "connect")
		Object.assign(link, { accepted: true,
			pending: event.errno === "EINPROGRESS" });
	if (READS.has(event.do) && event.ret > 0)
		link.incoming -= event.ret;
	if (READS.has(event.do) && event.ret === 0 && event.asked > 0)
		link.told = true;
	if (WRITES.has(event.do) && event.ret > 0)
		link.outgoing += event.ret;
	if (WRITES.has(event.do) && event.errno === "EAGAIN" && !event.injected)
		link.full = true;
}

function apply_peer(state, event) {
	if (!event.connection)
		return;
	const link = link_of(state, event);

	if (event.do === "stops reading")
		link.window = event.asked || 0;
	if (event.do === "reads again")
		link.window = 0;
	if (event.do === "sends" && !link.closed)
		link.incoming += event.bytes || 0;
	else if (event.do === "closes" || event.do === "half-closes")
		link.ended = true;
	else if (event.do === "resets" || event.do === "refuses")
		Object.assign(link, { reset: true, outgoing: 0 });
	else if (event.bytes > 0) {
		link.outgoing -= event.bytes;
		link.full = false;
	}
	if (event.do === "closes")
		link.outgoing = 0;
}

const is_program = (event) => event.who === "server";
const is_call = (event) => is_program(event) && !event.kind;
const is_wait = (event) => event.kind === "waits";
const is_peer = (event) => !is_program(event) && event.who !== "clock" &&
	event.who !== "script";

function apply(state, event) {
	if (is_call(event))
		apply_call(state, event);
	else if (is_peer(event))
		apply_peer(state, event);
}

const frames = [begin()];
let reached = 0; // events that the furthest keyframe has behind it

// What is true after event n.
function state_after(n) {
	const frame = Math.min(Math.floor((n + 1) / KEYFRAME), frames.length - 1);
	const state = copy(frames[frame]);

	for (let i = frame * KEYFRAME; i <= n; i++) {
		apply(state, events[i]);
		if ((i + 1) % KEYFRAME === 0 && (i + 1) / KEYFRAME === frames.length) {
			frames.push(copy(state));
			reached = i + 1;
		}
	}
	return state;
}

// ---- What it means --------------------------------------------------------

const plural = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
const bytes = (n) => plural(n, "byte");

function span(ns) {
	if (ns === 0)
		return "0 s";
	if (ns < 1e6)
		return `${ns / 1e3} us`;
	if (ns < 1e9)
		return `${ns / 1e6} ms`;
	const s = ns / 1e9, h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
	return `${h ? `${h} h ` : ""}${h || m ? `${m} min ` : ""}` +
		`${Math.round((s % 60) * 1e3) / 1e3} s`;
}

// Connections that lie in the listener's queue.
const waiting = (state) => [...state.links.values()].filter((link) =>
	!link.accepted && !link.reset && !link.closed);

// By counts: what the descriptor would say to poll().
function readiness(state, file) {
	if (file.what === "listener")
		return waiting(state).length ? ["IN"] : [];
	const link = state.links.get(file.connection);
	if (!link || link.pending)
		return [];
	const ready = [];
	if (link.incoming > 0 || link.ended || link.reset)
		ready.push("IN");
	if (!link.full)
		ready.push("OUT");
	if (link.reset)
		ready.push("ERR", "HUP");
	return ready;
}

// What a readiness call watches: by descriptor, the events.
function watched_by(state, event) {
	const own = new Map((event.ready || []).map((one) => [one.fd, one.events]));

	if (/^epoll/.test(event.do) && state.watched.has(event.fd))
		return state.watched.get(event.fd);
	return is_wait(event) ? own : new Map();
}

const name_of = (file) => file ? file.what === "listener" ? "the listener" :
	file.what : "a descriptor";

// Who has something for the program that it does not take now.
function neglected(state, watched) {
	const said = [];
	// Edge-triggered, it was told once, and is not told again.
	const reading = new Set([...state.fds].filter(([fd]) => {
		const wanted = watched.get(fd) || [];

		return wanted.includes("IN") && !wanted.includes("ET");
	}).map(([, file]) => file.connection));

	for (const [number, link] of state.links)
		if (!link.closed && !link.reset && link.accepted &&
		    link.incoming > 0 && !reading.has(number))
			said.push(`${bytes(link.incoming)} from ${link.name} ` +
				(link.incoming === 1 ? "lies" : "lie") + " unread");
	const queue = waiting(state);
	const listener = [...state.fds].find(([, file]) => file.what === "listener");
	if (queue.length && !(listener && watched.has(listener[0])))
		said.push(queue.length === 1 ? `${queue[0].name} waits to be accepted` :
			`${queue.length} connections wait to be accepted`);
	return said.length > 4 ? [...said.slice(0, 3), `${said.length - 3} more`] : said;
}

const meanwhile = (said) => said.length ? ` Meanwhile: ${said.join("; ")}.` : "";

function why_waits(state, event) {
	if (!READINESS.has(event.do)) {
		const whom = event.peer ? ` for ${name_of({ what: event.peer })} alone` : "";
		const mode = event.blocking ? `; descriptor ${event.fd} is blocking` : "";

		return `It waits in ${call_name(event)}${whom}${mode}.` +
			meanwhile(neglected(state, new Map()));
	}
	const watched = watched_by(state, event);
	const until = event.timeout > 0 ? `, ${span(event.timeout)} at most` : "";
	if (!watched.size)
		return `It watches nothing${until}.` + meanwhile(neglected(state, watched));
	const ready = [...watched].filter(([fd, wanted]) => {
		const now = readiness(state, state.fds.get(fd) || {});

		return !wanted.includes("ET") && now.some((one) =>
			wanted.includes(one) || one === "HUP" || one === "ERR");
	}).map(([fd]) => name_of(state.fds.get(fd)));
	const edges = [...watched.values()].some((wanted) => wanted.includes("ET"));
	return (ready.length ?
		`Something for ${ready.slice(0, 3).join(", ")} is still on its way` :
		edges ? "Nothing new has come (edge-triggered: what was told is not told again), so it waits" :
			"Nothing that it watches is ready, so it waits") +
		`${until}.` + meanwhile(neglected(state, watched));
}

function why_ready(state, one) {
	const file = state.fds.get(one.fd) || { what: one.peer };
	const link = state.links.get(file.connection || one.connection);
	const name = name_of(file);

	if (file.what === "listener")
		return `${name} is readable: ${waiting(state).map((l) => l.name)
			.slice(0, 3).join(", ") || "a connection"} waits to be accepted`;
	const because = [];
	if (one.events.includes("IN") && link)
		because.push(link.incoming > 0 ? `${bytes(link.incoming)} to read` :
			link.reset ? "it was reset" : link.ended ? "its end to read" : "to read");
	if (one.events.includes("OUT"))
		because.push("room to write");
	for (const [bit, word] of [["HUP", "hung up"], ["ERR", "an error"], ["RDHUP", "it sends no more"]])
		if (one.events.includes(bit))
			because.push(word);
	return `${name} has ${because.join(", ")}`;
}

function why(state, event) {
	if (is_wait(event))
		return why_waits(state, event);
	if (event.kind === "spins") {
		const before = events[at - 1];

		return (before && is_call(before) ? `${why(state, before)} ` : "") +
			"It goes on like this without end." +
			meanwhile(neglected(state, new Map()));
	}
	if (!is_call(event))
		return "";
	if (READINESS.has(event.do) && event.ret > 0)
		return "It returns, because " + (event.ready || []).slice(0, 4)
			.map((one) => why_ready(state, one)).join("; ") + ".";
	if (READINESS.has(event.do) && event.ret === 0)
		return event.timeout === 0 ? "It looks without waiting, and nothing is ready." :
			"Its time is up, and nothing that it watches is ready.";
	if (event.injected)
		return "A fault of the script made this result.";
	if (event.errno === "EAGAIN")
		return READS.has(event.do) ? "There is nothing to read now." :
			WRITES.has(event.do) ? "There is no room: the peer has not taken what was sent." : "";
	if (READS.has(event.do) && event.ret === 0)
		return "The peer sends no more: the end of the stream.";
	if (WRITES.has(event.do) && event.ret > 0 && event.ret < event.asked)
		return `Only a part was taken: ${bytes(event.asked - event.ret)} are still to be written.`;
	return "";
}

const people = { recvfrom: "recv", sendto: "send", pselect6: "select",
	ppoll: "poll", epoll_pwait: "epoll_wait", epoll_pwait2: "epoll_wait" };
const call_name = (event) => `${people[event.do] || event.do}()`;

function describe_call(event) {
	const name = people[event.do] || event.do;
	const words = [];

	if (event.op)
		words.push(event.epoll, event.op, event.fd,
			...(event.interest ? [event.interest.join("|")] : []));
	else if (event.fd !== null && event.fd !== undefined && !/^(accept|socket|epoll_create)/.test(event.do))
		words.push(event.fd);
	if (event.asked !== null && event.asked !== undefined)
		words.push(event.asked);
	let text = `${name}(${words.join(", ")})`;
	if (is_wait(event))
		return `${text} waits` + (event.timeout > 0 ? `, ${span(event.timeout)} at most` : "");
	if (event.ret !== null && event.ret !== undefined)
		text += ` = ${event.ret}`;
	if (event.errno)
		text += ` ${event.errno}`;
	if (event.peer && !["epoll", "socket"].includes(event.peer))
		text += `   ${event.peer}`;
	return text + (event.text ? `: ${event.text}` : "") + (event.injected ? "   (fault)" : "");
}

function describe(event) {
	if (is_call(event) || is_wait(event))
		return describe_call(event);
	if (event.kind === "spins")
		return event.do ? `${call_name(event)} again and again` : "it computes, and makes no call";
	if (event.kind === "prints")
		return `prints "${event.text || ""}"`;
	if (event.kind === "signal")
		return `SIG${event.do} arrives`;
	if (event.kind === "exits")
		return `exits with status ${event.ret || 0}`;
	if (event.kind === "killed")
		return `killed by signal ${event.ret}`;
	if (event.who === "clock")
		return `${span(event.ret || 0)} pass`;
	if (event.who === "script")
		return `the script: ${event.do || ""}`;
	const moved = event.bytes > 0 ? ` ${bytes(event.bytes)}` :
		event.bytes === 0 ? " nothing" : "";
	return `${event.who} ${event.do}${moved}`;
}

// ---- The view -------------------------------------------------------------

const ROWS = 40; // of descriptors that are shown

let at = 0;
const source = [], script = [];

function put_lines(into, text, list, key) {
	const part = document.createDocumentFragment();

	(text || "").replace(/\n$/, "").split("\n").forEach((line, i) => {
		const row = document.createElement("div");
		const number = document.createElement("span");

		number.textContent = i + 1;
		row.append(number, line);
		row.addEventListener("click", () => go_line(key, i + 1));
		part.append(row);
		list[i + 1] = row;
	});
	into.replaceChildren(part);
}

const source_line = (event) => {
	const place = event.at && /^(.*):(\d+)$/.exec(event.at);

	return place && place[1] === meta.file ? Number(place[2]) : 0;
};
const script_line = (event) => event.line || 0;

// The last line up to event n: where the program or the script is.
function line_at(n, of) {
	for (let i = n; i >= 0 && i > n - 5000; i--)
		if (of(events[i]))
			return of(events[i]);
	return 0;
}

function mark(list, line) {
	for (const row of list)
		if (row && row.classList.contains("now")) {
			row.classList.remove("now");
			row.removeAttribute("aria-current");
		}
	const row = list[line];
	if (!row)
		return;
	row.classList.add("now");
	row.setAttribute("aria-current", "step");
	const box = row.parentNode;
	if (row.offsetTop < box.scrollTop + 40 ||
	    row.offsetTop > box.scrollTop + box.clientHeight - 60)
		box.scrollTop = row.offsetTop - box.clientHeight / 2;
}

function cell(row, text, kind) {
	const one = document.createElement("td");

	one.textContent = text;
	if (kind)
		one.className = kind;
	row.append(one);
}

function watch_of(state, event, fd) {
	for (const set of state.watched.values())
		if (set.has(fd))
			return set.get(fd);
	return is_wait(event) && !/^epoll/.test(event.do) ?
		watched_by(state, event).get(fd) : undefined;
}

function fd_row(state, event, fd, file) {
	const row = document.createElement("tr");
	const link = state.links.get(file.connection);
	const watch = watch_of(state, event, fd);
	const ready = readiness(state, file);
	const queue = file.what === "listener" ? waiting(state) : [];

	if (is_program(event) && event.fd === fd)
		row.className = "now";
	cell(row, fd);
	cell(row, file.what + (link && link.pending ? ", connecting" : link && link.reset ? ", reset" : link && link.ended ? ", sends no more" : ""));
	cell(row, file.mode || "");
	cell(row, watch ? watch.join(" ") || "nothing" : "");
	cell(row, ready.join(" "), watch && ready.some((one) => watch.includes(one)) ? "ready" : "");
	cell(row, queue.length ? `${queue.length} to accept` : link && link.incoming > 0 ? bytes(link.incoming) : "",
		(queue.length || link && link.incoming > 0) && !(watch && watch.includes("IN")) ? "left" : "");
	cell(row, link ? out_queue(link) : "");
	return row;
}

// What the peer has not taken, of what its window holds.
function out_queue(link) {
	if (link.window > 0)
		return `${Math.max(link.outgoing, 0).toLocaleString("en")} of ${bytes(link.window)}` + (link.full ? ", full" : "");
	return link.outgoing > 0 ? bytes(link.outgoing) + (link.full ? ", full" : "") : "";
}

// Of many, those that have something going on.
function show_fds(state, event) {
	const all = [...state.fds].sort((a, b) => a[0] - b[0]);
	const busy = ([fd, file]) => {
		const link = state.links.get(file.connection);

		return event.fd === fd || !file.connection ||
			link && (link.incoming > 0 || link.outgoing > 0 || link.ended || link.reset);
	};
	const shown = all.length <= ROWS ? all :
		[...all.filter(busy), ...all.filter((one) => !busy(one))]
			.slice(0, ROWS).sort((a, b) => a[0] - b[0]);

	element("fds").replaceChildren(...shown.map(([fd, file]) =>
		fd_row(state, event, fd, file)));
	const queue = waiting(state);
	element("queued").textContent = (all.length ? "" : "Nothing. ") +
		(all.length > shown.length ? `${plural(all.length - shown.length, "other descriptor")} not shown. ` : "") +
		(queue.length ? `To be accepted: ${queue.slice(0, 5).map((link) => link.name +
			(link.incoming > 0 ? ` (${bytes(link.incoming)} sent)` : "")).join(", ")}` +
			(queue.length > 5 ? `, and ${queue.length - 5} more` : "") + "." : "");
}

function show(n) {
	at = Math.max(0, Math.min(n, events.length - 1));
	const event = events[at];
	if (!event) {
		element("event").textContent = "The log is empty.";
		return;
	}
	const state = state_after(at);
	// A wait's return is explained by what was there before it.
	element("event").textContent = describe(event);
	element("why").textContent = why(state, event);
	element("now").className = is_wait(event) ? "waits" :
		event.kind === "spins" || event.kind === "killed" ? "bad" : "";
	element("count").textContent = `Event ${(at + 1).toLocaleString("en")} of ${events.length.toLocaleString("en")}.`;
	element("time").textContent = `Virtual time ${span(event.t)}.`;
	element("slider").value = at;
	element("slider").setAttribute("aria-valuetext", `${at + 1}: ${describe(event)}`);
	for (const id of ["first", "back", "before"])
		element(id).disabled = at === 0;
	for (const id of ["last", "next", "after"])
		element(id).disabled = at === events.length - 1;
	show_fds(state, event);
	mark(source, line_at(at, source_line));
	// The step that failed left no event: it is where the log ends.
	mark(script, meta.failed && at === events.length - 1 ? meta.failed :
		line_at(at, script_line));
}

// ---- Getting about --------------------------------------------------------

function find(from, step, test) {
	for (let i = from + step; i >= 0 && i < events.length; i += step)
		if (test(events[i]))
			return i;
	return -1;
}

function go_wait(step) {
	const found = find(at, step, is_wait);

	show(found >= 0 ? found : step > 0 ? events.length - 1 : 0);
}

// The next event of a line, or the first one.
function go_line(of, line) {
	const test = (event) => of(event) === line;
	let found = find(at, 1, test);

	if (found < 0)
		found = find(-1, 1, test);
	if (found >= 0)
		show(found);
}

// The last event at the line that the verdict names, or the last of all.
function end() {
	const found = meta.at ? find(events.length, -1, (event) => event.at === meta.at) : -1;

	return found >= 0 ? found : events.length - 1;
}

function toggle_help() {
	const help = element("help");

	help.hidden = !help.hidden;
	element("helps").setAttribute("aria-expanded", String(!help.hidden));
}

const keys = {
	ArrowRight: () => show(at + 1), ArrowLeft: () => show(at - 1),
	PageDown: () => show(at + 10), PageUp: () => show(at - 10),
	Home: () => show(0), End: () => show(events.length - 1),
	n: () => go_wait(1), p: () => go_wait(-1), e: () => show(end()),
	"?": toggle_help,
};

function start() {
	document.title = element("title").textContent =
		`Replay: ${meta.title || meta.file || "a run"}`;
	element("message").textContent = meta.message || "";
	element("message").hidden = !meta.message;
	element("file").textContent = meta.file || "Program";
	element("slider").max = Math.max(0, events.length - 1);
	put_lines(element("source"), meta.source, source, source_line);
	put_lines(element("script"), meta.script, script, script_line);
	element("program").hidden = !meta.source;
	element("peers").hidden = !meta.script;
	if (script[meta.failed])
		script[meta.failed].classList.add("failed");
	for (const event of events) {
		const one = source[source_line(event)], two = script[script_line(event)];

		if (one)
			one.classList.add("seen");
		if (two)
			two.classList.add("seen");
	}
	for (const [id, act] of [["first", keys.Home], ["back", keys.ArrowLeft],
		["next", keys.ArrowRight], ["last", keys.End], ["before", keys.p],
		["after", keys.n], ["ends", keys.e], ["helps", toggle_help]])
		element(id).addEventListener("click", act);
	element("slider").addEventListener("input", (it) => show(Number(it.target.value)));
	document.addEventListener("keydown", (it) => {
		if (it.ctrlKey || it.altKey || it.metaKey || !keys[it.key])
			return;
		it.preventDefault();
		keys[it.key]();
	});
	show(end());
	// For whoever measures: ms from the beginning of the load.
	document.documentElement.dataset.opened = Math.round(performance.now());
}

start();
