// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where pushed images arrive, and what is told of it. */
@ExtendWith(LabExtension.class)
final class PushIT {
  private Jbuild jbuild;
  private BuildContext context;

  @BeforeEach
  void prepare(Lab lab) throws IOException {
    jbuild = lab.jbuild(lab.user());
    context = lab.context().file("f", "x").dockerfile("FROM scratch\nCOPY f /\n");
  }

  @Test
  void eachDestinationHasItsOwnOutcome(Lab lab) throws IOException {
    Path metadata = lab.newDirectory(lab.user()).resolve("metadata.json");
    String nowhere = "127.0.0.1:" + DockerRegistry.freePort() + "/app:1";
    String there = lab.registry().name("outcomes:1");
    String file = metadata.toString();

    jbuild
        .build(
            context,
            "-t",
            nowhere,
            "-t",
            there,
            "--push",
            "--no-push-check",
            "--metadata-file",
            file)
        .exits(4);

    ObjectNode json = Json.parseObject(Files.readAllBytes(metadata), "metadata");
    JsonNode pushes = json.path("jbuild.pushes");
    assertThat(pushes.path(0).path("name").asText()).isEqualTo(nowhere);
    assertThat(pushes.path(0).path("pushed").asBoolean(true)).isFalse();
    assertThat(pushes.path(0).path("error").asText()).contains("cannot connect");
    assertThat(pushes.path(1).path("pushed").asBoolean()).isTrue();
    String digest = pushes.path(1).path("digest").asText();
    assertThat(lab.registry().api().manifest("outcomes", digest))
        .isEqualTo(lab.registry().api().manifest("outcomes", "1"));
    Finished again = jbuild.run("push", there).ok();
    assertThat(again.outLine()).isEqualTo(digest);
  }

  @Test
  void pushByDigestMakesNoTag(Lab lab) throws IOException {
    String name = lab.registry().name("untagged:1");

    String digest = jbuild.build(context, "-t", name, "--push", "--push-by-digest").ok().outLine();

    assertThat(lab.registry().api().manifest("untagged", digest).path("layers")).hasSize(1);
    assertThat(jbuild.run("pull", name).exits(4).err()).contains("MANIFEST_UNKNOWN");
  }
}
