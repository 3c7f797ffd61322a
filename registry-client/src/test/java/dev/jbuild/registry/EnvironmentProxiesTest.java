// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which proxy is asked for what. */
final class EnvironmentProxiesTest {
  private static String proxy(Map<String, String> environment, String url) {
    return new EnvironmentProxies(environment).select(URI.create(url)).toString();
  }

  @Test
  void eachSchemeHasItsOwn() {
    Map<String, String> environment =
        Map.of("http_proxy", "http://a:1", "HTTPS_PROXY", "b:2", "HTTP_PROXY", "");

    assertThat(proxy(Map.of("http_proxy", "http://a:1"), "http://h/x")).contains("HTTP @ a");
    assertThat(proxy(environment, "https://h/x")).contains("HTTP @ b").contains(":2");
    assertThat(proxy(Map.of("HTTPS_PROXY", "socks5://c"), "https://h")).contains("SOCKS @ c");
    assertThat(proxy(Map.of(), "http://h")).isEqualTo("[DIRECT]");
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, http://example.com, DIRECT",
    "example.com, http://a.example.com, DIRECT",
    "example.com, http://myexample.com, HTTP",
    ".example.com, http://example.com, HTTP",
    "*.example.com, http://a.example.com, DIRECT",
    "example.com:8080, http://example.com, HTTP",
    "example.com:8080, http://example.com:8080, DIRECT",
    "10.0.0.0/8, http://10.1.2.3, DIRECT",
    "10.0.0.0/8, http://11.1.2.3, HTTP",
    "0.0.0.0/0, http://11.1.2.3, DIRECT",
    "*, http://example.com, DIRECT",
    "none, http://127.0.0.1:5000, DIRECT",
    "none, http://localhost, DIRECT"
  })
  void someAreSpokenToDirectly(String noProxy, String url, String expected) {
    Map<String, String> environment = Map.of("HTTP_PROXY", "http://p:3128", "NO_PROXY", noProxy);

    assertThat(proxy(environment, url)).startsWith("[" + expected);
  }

  @Test
  void aProxyMayWantALogin() {
    EnvironmentProxies proxies =
        new EnvironmentProxies(Map.of("HTTPS_PROXY", "http://me:secret@p:3128"));

    assertThat(proxies.login("https")).contains("me:secret");
    assertThat(proxies.login("http")).isEmpty();
  }
}
