// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCredentialsTest {
  private static final Credential.UserPassword ME = new Credential.UserPassword("me", "secret");

  @TempDir private Path home;

  private Optional<Credential> find(Map<String, String> environment, Optional<Path> named) {
    return new UserCredentials(environment, home.toString(), named, Map.of())
        .lookup("reg.example", "app")
        .credential();
  }

  private Path store(Path file, String user) throws IOException {
    new LoginFile(file).store("reg.example", new Credential.UserPassword(user, "p:" + user));
    return file;
  }

  private static Optional<Credential> user(String name) {
    return Optional.of(new Credential.UserPassword(name, "p:" + name));
  }

  @Test
  void filesAreTriedInTheirOrder() throws IOException {
    Map<String, String> environment =
        Map.of("DOCKER_CONFIG", home.resolve("d").toString(), "XDG_RUNTIME_DIR", home + "/run");

    store(home.resolve(".docker/config.json"), "last");
    assertThat(find(environment, Optional.empty())).isEqualTo(user("last"));
    store(home.resolve(".config/containers/auth.json"), "third");
    assertThat(find(environment, Optional.empty())).isEqualTo(user("third"));
    store(home.resolve("run/containers/auth.json"), "second");
    assertThat(find(environment, Optional.empty())).isEqualTo(user("second"));
    store(home.resolve("d/config.json"), "first");
    assertThat(find(environment, Optional.empty())).isEqualTo(user("first"));
  }

  @Test
  void namedFileIsTheOnlyOne() throws IOException {
    store(home.resolve(".docker/config.json"), "other");
    Path named = home.resolve("named");

    assertThat(find(Map.of(), Optional.of(named))).isEmpty();
    assertThat(find(Map.of("REGISTRY_AUTH_FILE", named.toString()), Optional.empty())).isEmpty();
    store(named, "me");
    assertThat(find(Map.of("REGISTRY_AUTH_FILE", named.toString()), Optional.empty()))
        .isEqualTo(user("me"));
  }

  @Test
  void variableMayHoldTheConfiguration() {
    Map<String, String> environment =
        Map.of(
            "DOCKER_AUTH_CONFIG",
            "{\"auths\":{\"reg.example\":{\"username\":\"me\",\"password\":\"secret\"}}}");

    assertThat(find(environment, Optional.empty())).contains(ME);
  }

  @Test
  void givenLoginsAreForTheirRegistryOnly() {
    UserCredentials credentials =
        new UserCredentials(Map.of(), home.toString(), Optional.empty(), Map.of("reg.example", ME));

    assertThat(credentials.lookup("reg.example", "app").credential()).contains(ME);
    assertThat(credentials.lookup("other.example", "app").credential()).isEmpty();
  }

  @Test
  void renewedFileIsSeen() throws IOException {
    Path file = store(home.resolve("f"), "before");
    UserCredentials credentials =
        new UserCredentials(Map.of(), home.toString(), Optional.of(file), Map.of());
    credentials.lookup("reg.example", "app");

    store(file, "after");

    assertThat(credentials.lookup("reg.example", "app").credential()).isEqualTo(user("after"));
  }

  @Test
  void loginKeepsWhatElseIsInTheFileAndClosesIt() throws IOException {
    Path file = home.resolve("config.json");
    Files.writeString(file, "{\"proxies\":{\"default\":{}},\"auths\":{\"a.example\":{}}}");

    new LoginFile(file).store("docker.io", ME);

    assertThat(Files.readString(file))
        .contains("\"proxies\"", "\"a.example\"", "\"https://index.docker.io/v1/\"");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThat(new LoginFile(file).erase("docker.io")).isTrue();
    assertThat(new LoginFile(file).erase("docker.io")).isFalse();
    assertThat(Files.readString(file)).contains("\"a.example\"").doesNotContain("index.docker");
  }

  @Test
  void loginOfARepositoryIsFiledUnderItsName() throws IOException {
    Path file = home.resolve("auth.json");

    new LoginFile(file).store("reg.example/team", ME);

    CredentialFile read = new CredentialFile(file);
    assertThat(read.lookup("reg.example", "team/app").credential()).contains(ME);
    assertThat(read.lookup("reg.example", "app").credential()).isEmpty();
  }
}
