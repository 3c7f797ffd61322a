// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.SecretSource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerSecretsTest {
  /** Secrets whose ids are names of variables: {@code id, value, …}. */
  private static ServerSecrets secrets(String... idsAndValues) {
    Map<String, SecretSource> sources = new HashMap<>();
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < idsAndValues.length; i += 2) {
      sources.put(idsAndValues[i], new SecretSource.Variable(idsAndValues[i]));
      environment.put(idsAndValues[i], idsAndValues[i + 1]);
    }
    return new ServerSecrets(sources, environment);
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aWebServerGetsItsTokenOrHeader() {
    ServerSecrets secrets =
        secrets(
            "HTTP_AUTH_TOKEN_a.example", "t\n",
            "HTTP_AUTH_HEADER_b.example", "Digest x",
            "HTTP_AUTH_HEADER_a.example", "not this");

    assertThat(secrets.web("a.example")).hasValue("Bearer t");
    assertThat(secrets.web("b.example")).hasValue("Digest x");
    assertThat(secrets.web("c.example")).isEmpty();
    assertThat(secrets.git("a.example")).isEmpty();
  }

  @Test
  void theLettersOfAHostMayBeLarge() {
    assertThat(secrets("HTTP_AUTH_TOKEN_A.Example", "t").web("a.example")).hasValue("Bearer t");
  }

  @Test
  void aRepositoryGetsWhatIsForItsHostBeforeWhatIsForAll() {
    ServerSecrets secrets =
        secrets(
            "GIT_AUTH_TOKEN", "all",
            "GIT_AUTH_TOKEN.a.example:8080", "port",
            "GIT_AUTH_TOKEN.b.example", "not this",
            "GIT_AUTH_HEADER.b.example", "Bearer b");

    assertThat(secrets.git("a.example:8080")).hasValue(basic("x-access-token:port"));
    assertThat(secrets.git("b.example")).hasValue("Bearer b");
    assertThat(secrets.git("c.example")).hasValue(basic("x-access-token:all"));
    assertThat(secrets.web("a.example")).isEmpty();
  }

  @Test
  void anEmptySecretIsNone() {
    ServerSecrets secrets = secrets("GIT_AUTH_HEADER", "", "GIT_AUTH_TOKEN", "t");

    assertThat(secrets.git("a.example")).hasValue(basic("x-access-token:t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush\nX-Other: 1", "hush\u0000", "hüsh"})
  void whatNoHeaderCanHoldIsRefusedWithoutShowingIt(String value) {
    ServerSecrets secrets = secrets("HTTP_AUTH_HEADER_a.example", value);

    assertThatThrownBy(() -> secrets.web("a.example"))
        .isInstanceOf(BuildException.class)
        .hasMessage(
            "secret HTTP_AUTH_HEADER_a.example can't be sent to a server: it has to be one line of"
                + " ASCII");
  }

  @Test
  void adviceNamesTheSecretOfTheHost() {
    assertThat(ServerSecrets.webAdvice("https://u:p@a.example:1/f"))
        .contains("id=HTTP_AUTH_TOKEN_a.example,")
        .doesNotContain("u:p");
    assertThat(ServerSecrets.webAdvice("http://[")).isEmpty();
    assertThat(ServerSecrets.gitAdvice("https://u:p@a.example:1/a.git"))
        .contains("id=GIT_AUTH_TOKEN.a.example:1,")
        .doesNotContain("u:p");
    assertThat(ServerSecrets.gitAdvice("https://a.example/a.git"))
        .contains("id=GIT_AUTH_TOKEN.a.example,");
    assertThat(ServerSecrets.gitAdvice("github.com/a/b")).isEmpty();
  }
}
