/// The report of a run: one HTML page that needs nothing but itself, the same figures as JSON, and
/// a summary in Markdown.
///
/// A [Page] is a list of sections, a section a list of [Block]s: prose, a table, or one of three
/// plots (bars, curves, a stretch of time). Whoever measures makes blocks of what he measured and
/// need not know how they are drawn; [HtmlPage] and [MarkdownPage] write them down, [ReportFiles]
/// puts both into a directory beside the figures. Everything but [ReportFiles] and [Machine] is
/// pure.
///
/// A front keeps its colour in all plots ([Palette]), whichever others are beside it.
@NullMarked
package dev.headgate.bench.report;

import org.jspecify.annotations.NullMarked;
