// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.engine.Entitlement;
import dev.jbuild.engine.Grants;
import dev.jbuild.engine.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GrantsTest {
  @TempDir Path dir;
  private final TestSession session = new TestSession();
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.writeString(dir.resolve("a,b"), "x");
    session.environment.put("TOKEN", "t");
    session.environment.put("SSH_AUTH_SOCK", "/run/agent");
  }

  private Grants grants(String flag, String value) {
    return session.requestOf(flag, value, dir.toString()).grants();
  }

  private SecretSource secret(String value) {
    return grants("--secret", value).secrets().get("s");
  }

  @Test
  void secretIsAFileOrAVariable() {
    SecretSource inFile = new SecretSource.File(file);
    SecretSource inVariable = new SecretSource.Variable("TOKEN");

    assertThat(secret("id=s,\"src=" + file + "\"")).isEqualTo(inFile);
    assertThat(secret("type=file,id=s,\"source=" + file + "\"")).isEqualTo(inFile);
    assertThat(secret("id=s,env=TOKEN")).isEqualTo(inVariable);
    assertThat(secret("id=s,type=env,src=TOKEN")).isEqualTo(inVariable);
    assertThat(grants("--secret", "id=TOKEN").secrets()).containsEntry("TOKEN", inVariable);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          src=/x            | it has no id
          id=,src           | key id has no value
          id=s,src          | key src has no value
          src               | key src has no value
          id=s,true=false   | unknown key true, known are id, src, env and type
          id=s,src=/no/file | file /no/file does not exist
          id=s              | file s does not exist
          id=s,env=UNSET    | UNSET is not set in the environment
          id=s,type=x       | type is file or env, not x
          id=s,src=/,env=A  | it has both src and env
          id=s,src=/        | / is a directory
          """)
  void wrongSecretsAreRefused(String value, String reason) {
    assertThat(session.refusal("--secret", value, dir.toString()))
        .isEqualTo("error: flag --secret \"" + value + "\": " + reason);
  }

  @Test
  void agentsAreSocketsOrKeys() throws IOException {
    Path key = Files.writeString(dir.resolve("key"), "x");
    Path other = Files.writeString(dir.resolve("other"), "x");

    assertThat(grants("--ssh", "default").agents()).containsEntry("default", List.of());
    assertThat(grants("--ssh", "git=" + key + "," + other).agents())
        .containsEntry("git", List.of(key, other));
  }

  @Test
  void wrongAgentsAreRefused() {
    assertThat(session.refusal("--ssh", "=x", dir.toString()))
        .isEqualTo("error: flag --ssh \"=x\": it has no id, as in default");
    TestSession without = new TestSession();
    assertThat(without.refusal("--ssh", "default", dir.toString()))
        .isEqualTo(
            "error: flag --ssh \"default\": it means the agent of $SSH_AUTH_SOCK, which is not set");
  }

  @Test
  void entitlementsAreKnownByName() {
    assertThat(grants("--allow", "security.insecure,network.host").allowed())
        .containsExactlyInAnyOrder(Entitlement.SECURITY_INSECURE, Entitlement.NETWORK_HOST);
    assertThat(session.refusal("--allow", "device", dir.toString()))
        .isEqualTo(
            "error: flag --allow: unknown entitlement device, known are network.host and"
                + " security.insecure");
  }
}
