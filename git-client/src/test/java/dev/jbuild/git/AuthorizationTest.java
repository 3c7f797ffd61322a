// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AuthorizationTest {
  private static Optional<Authorization> of(String repository, Map<String, String> values)
      throws URISyntaxException {
    return Authorization.of(new URIish(repository), host -> Optional.ofNullable(values.get(host)));
  }

  @Test
  void aPortIsPartOfTheHost() throws URISyntaxException {
    Map<String, String> values = Map.of("h", "plain", "h:81", "port");

    assertThat(of("https://u:p@h/a.git", values).map(Authorization::value)).hasValue("plain");
    assertThat(of("http://h:81/a.git", values).map(Authorization::value)).hasValue("port");
    assertThat(of("http://other/a.git", values)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://h/a.git, https://h/a.git/info/refs, true",
    "https://h/a.git, https://H:443/other.git, true",
    "https://u:p@h:443/a.git, https://h/a.git, true",
    "https://h/a.git, http://h/a.git, false",
    "https://h/a.git, https://h:8443/a.git, false",
    "https://h/a.git, https://sub.h/a.git, false",
    "https://h/a.git, https://h.evil/a.git, false",
    "ssh://git@h/a.git, https://h/a.git, false",
    "git@h:a.git, https://h/a.git, false",
  })
  void onlyItsServerSeesIt(String repository, String asked, boolean isFor)
      throws URISyntaxException, MalformedURLException {
    Authorization authorization = of(repository, Map.of("h", "v", "h:443", "v")).orElseThrow();

    assertThat(authorization.isFor(new URL(asked))).isEqualTo(isFor);
  }
}
