// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command as one user starts it with one storage root. */
record Jbuild(Path program, Account account, Path root) {

  Command command(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(program.toString());
    words.addAll(List.of(arguments));
    return Command.of(words.toArray(String[]::new))
        .as(account)
        .with("JBUILD_ROOT", root.toString());
  }

  Finished run(String... arguments) throws IOException {
    return command(arguments).run();
  }

  /** Builds {@code context} with these options before it. */
  Finished build(BuildContext context, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of(options));
    words.add(".");
    return command(words.toArray(String[]::new)).in(context.directory()).run();
  }

  ObjectNode inspect(String name) throws IOException {
    String out = run("inspect", name).ok().out();
    return Json.parseObject(out.getBytes(StandardCharsets.UTF_8), "what inspect prints");
  }

  /** The storage root's image layout. */
  Path store() {
    return root.resolve("store");
  }
}
