package dev.headgate.bench.compare;

import java.util.List;
import java.util.Map;

/// What a comparison has found. All of it is data for a report: [ComparisonText] makes a table of
/// it.
///
/// @param at when it began, ISO 8601
/// @param versions of what was compared, and of the machine
/// @param command that repeats it
/// @param rounds that were run
/// @param thrownAway scenes of a round in which something else had the machine's CPU
/// @param cells every load of every round, also those that were thrown away
/// @param ratios to HAProxy and to nginx, from the rounds that were kept
/// @param figures start-up, memory, system calls and the like
/// @param judged what must be reached, and whether it is
/// @param notes what could not be measured, and why
public record Comparison(
    String at,
    Map<String, String> versions,
    String command,
    int rounds,
    int thrownAway,
    List<Cell> cells,
    List<Ratio> ratios,
    List<Figure> figures,
    List<Judged> judged,
    List<String> notes) {}
