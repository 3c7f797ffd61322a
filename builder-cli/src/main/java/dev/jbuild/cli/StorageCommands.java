// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.ByteSize;
import dev.jbuild.engine.ErrorReport;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.PruneOptions;
import dev.jbuild.engine.PruneResult;
import dev.jbuild.engine.Storage;
import dev.jbuild.engine.StorageProblem;
import dev.jbuild.engine.StorageUsage;
import dev.jbuild.oci.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The commands about the storage root as a whole: prune, system df, system check. */
final class StorageCommands {
  private static final String UNTIL = "until=";

  private StorageCommands() {}

  static void prune(Arguments arguments, Session session) {
    noOperands(arguments);
    PruneOptions options =
        new PruneOptions(unusedFor(arguments), keepBytes(arguments), arguments.isOn(Flags.ALL));
    PruneResult result;
    try (Progress progress = Progress.of(arguments, session)) {
      result = storage(arguments, session).prune(options, progress);
    }
    session.print(
        ImageCommands.isJson(arguments)
            ? Json.toPrettyString(json(result)) + "\n"
            : text(result) + "\n");
  }

  private static Optional<Duration> unusedFor(Arguments arguments) {
    Optional<Duration> result = Optional.empty();
    for (String filter : arguments.all(Flags.FILTER)) {
      if (!filter.startsWith(UNTIL)) {
        throw CommandLineError.of("unknown filter " + filter + ", known is until=TIME");
      }
      result = Optional.of(Durations.of(Flags.FILTER, filter.substring(UNTIL.length())));
    }
    return result;
  }

  static OptionalLong keepBytes(Arguments arguments) {
    Optional<String> size = arguments.last(Flags.KEEP_STORAGE);
    try {
      return size.isPresent() ? OptionalLong.of(ByteSize.parse(size.get())) : OptionalLong.empty();
    } catch (IllegalArgumentException e) {
      throw CommandLineError.of("flag --keep-storage: " + e.getMessage());
    }
  }

  /** After a build: a cache that is too large is no reason to fail. */
  static void collect(Path root, OptionalLong keepBytes, BuildProgress progress) {
    try {
      new Storage(root)
          .collect(keepBytes)
          .filter(result -> !result.isEmpty())
          .ifPresent(
              result ->
                  progress.on(
                      new BuildEvent.Notice(
                          text(result) + ", used least recently (--keep-storage)")));
    } catch (RuntimeException e) {
      progress.on(new BuildEvent.Warning("cannot remove old cache: " + ErrorReport.of(e).text()));
    }
  }

  static void usage(Arguments arguments, Session session) {
    noOperands(arguments);
    StorageUsage usage = storage(arguments, session).usage();
    if (ImageCommands.isJson(arguments)) {
      ObjectNode json = Json.object();
      json.set("images", json(usage.images()));
      json.set("cache", json(usage.cache()));
      json.set("layers", json(usage.layers()));
      json.set("mounts", json(usage.mounts()));
      session.print(Json.toPrettyString(json) + "\n");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("TYPE", "COUNT", "SIZE", "RECLAIMABLE"));
    rows.add(row("images", usage.images()));
    rows.add(row("cached steps", usage.cache()));
    rows.add(row("unpacked layers", usage.layers()));
    rows.add(row("cache mounts", usage.mounts()));
    session.print(TextTable.of(rows));
  }

  private static List<String> row(String name, StorageUsage.Part part) {
    return List.of(
        name,
        Integer.toString(part.count()),
        Units.bytes(part.sizeBytes()),
        Units.bytes(part.reclaimableBytes()));
  }

  private static ObjectNode json(StorageUsage.Part part) {
    return Json.object()
        .put("count", part.count())
        .put("size", part.sizeBytes())
        .put("reclaimable", part.reclaimableBytes());
  }

  static void check(Arguments arguments, Session session) {
    noOperands(arguments);
    boolean repair = arguments.isOn(Flags.REPAIR);
    List<StorageProblem> problems;
    try (Progress progress = Progress.of(arguments, session)) {
      problems = storage(arguments, session).check(repair, progress);
    }
    if (ImageCommands.isJson(arguments)) {
      session.print(Json.toPrettyString(json(problems)) + "\n");
    } else {
      for (StorageProblem problem : problems) {
        String repaired = problem.repaired() ? " (removed)" : "";
        session.print(problem.path() + ": " + problem.message() + repaired + "\n");
      }
    }
    long left = problems.stream().filter(problem -> !problem.repaired()).count();
    if (left > 0) {
      BuildException failure =
          new BuildException(
              ExitCode.HOST, left + (left == 1 ? " problem" : " problems") + " in the store");
      throw repair
          ? failure
          : failure.withHint("jbuild system check --repair removes what is damaged");
    }
  }

  private static ArrayNode json(List<StorageProblem> problems) {
    ArrayNode array = Json.array();
    for (StorageProblem problem : problems) {
      array
          .addObject()
          .put("path", problem.path())
          .put("message", problem.message())
          .put("repaired", problem.repaired());
    }
    return array;
  }

  static String text(PruneResult result) {
    List<String> parts = new ArrayList<>();
    add(parts, result.names(), "name");
    add(parts, result.steps(), "cached step");
    add(parts, result.layers(), "unpacked layer");
    add(parts, result.mounts(), "cache mount");
    add(parts, result.blobs(), "blob");
    String removed = parts.isEmpty() ? "" : ": " + String.join(", ", parts);
    return "freed " + Units.bytes(result.freedBytes()) + removed;
  }

  private static void add(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(count + " " + what + (count == 1 ? "" : "s"));
    }
  }

  private static ObjectNode json(PruneResult result) {
    return Json.object()
        .put("names", result.names())
        .put("steps", result.steps())
        .put("layers", result.layers())
        .put("mounts", result.mounts())
        .put("blobs", result.blobs())
        .put("freedBytes", result.freedBytes());
  }

  private static void noOperands(Arguments arguments) {
    if (!arguments.operands().isEmpty()) {
      throw CommandLineError.of("unexpected argument " + arguments.operands().get(0));
    }
  }

  private static Storage storage(Arguments arguments, Session session) {
    return new Storage(session.root(arguments.last(Flags.ROOT)));
  }
}
