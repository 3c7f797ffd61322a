// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import dev.jbuild.engine.Images;
import dev.jbuild.oci.Descriptor;
import java.nio.file.Path;
import java.util.List;

/** The commands that bring images from one place to another: copy, save, load. */
final class CopyCommands {
  private CopyCommands() {}

  static void copy(Arguments arguments, Session session) {
    List<String> places = arguments.operands();
    if (places.size() != 2) {
      throw CommandLineError.withHint(
          "two places are needed", "jbuild copy docker://reg.example/app:1 oci:DIRECTORY:1");
    }
    Descriptor copied;
    try (Progress progress = Progress.of(arguments, session)) {
      copied =
          images(arguments, session)
              .copy(places.get(0), places.get(1), RequestParser.platform(arguments), progress);
    }
    session.print(copied.digest() + "\n");
  }

  static void save(Arguments arguments, Session session) {
    if (arguments.operands().size() != 1) {
      throw CommandLineError.withHint("one name is needed", "jbuild save -o FILE NAME");
    }
    String name = arguments.operands().get(0);
    String file =
        arguments
            .last(Flags.SAVE_OUTPUT)
            .map(f -> Path.of(f).toAbsolutePath().toString())
            .orElseThrow(() -> CommandLineError.of("the archive is missing: add --output FILE"));
    if (file.indexOf(':') >= 0) {
      throw CommandLineError.of("flag --output \"" + file + "\": it must not have a colon");
    }
    try (Progress progress = Progress.of(arguments, session)) {
      images(arguments, session)
          .copy(
              name,
              "docker-archive:" + file + ":" + name,
              RequestParser.platform(arguments),
              progress);
    }
  }

  static void load(Arguments arguments, Session session) {
    Path file =
        arguments
            .last(Flags.LOAD_INPUT)
            .map(f -> Path.of(f).toAbsolutePath())
            .orElseThrow(() -> CommandLineError.of("the archive is missing: add --input FILE"));
    List<String> loaded;
    try (Progress progress = Progress.of(arguments, session)) {
      loaded = images(arguments, session).load(file, progress);
    }
    loaded.forEach(name -> session.print(name + "\n"));
  }

  private static Images images(Arguments arguments, Session session) {
    return new Images(session.root(arguments.last(Flags.ROOT)), RegistryFlags.parse(arguments));
  }
}
