// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.Test;

/**
 * The parameters in docs/maven.md are those of the plugin's descriptor; {@code -Dgolden.update}
 * writes them anew.
 */
final class ParametersPageTest {
  private static final Path PAGE = Path.of("../docs/maven.md");
  private static final String BEGIN = "<!-- parameters: made from the plugin's descriptor -->\n";
  private static final String END = "<!-- end of parameters -->\n";

  @Test
  void pageHasTheParametersOfTheDescriptor() throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(begin).isGreaterThan(BEGIN.length());
    assertThat(end).isGreaterThanOrEqualTo(begin);
    String made = page.substring(0, begin) + table() + page.substring(end);

    if (System.getProperty("golden.update") != null) {
      Files.writeString(PAGE, made);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(made);
  }

  /** One parameter, and the goals that have it. */
  private static final class Row {
    private final TreeSet<String> goals = new TreeSet<>();
    private String property = "";
    private String fallback = "";
    private String description = "";
  }

  private static String table() throws Exception {
    Xpp3Dom mojos;
    try (Reader in = Files.newBufferedReader(Path.of("target/classes/META-INF/maven/plugin.xml"))) {
      mojos = Xpp3DomBuilder.build(in).getChild("mojos");
    }
    Map<String, Row> rows = new TreeMap<>();
    for (Xpp3Dom mojo : mojos.getChildren("mojo")) {
      add(mojo, rows);
    }
    StringBuilder text =
        new StringBuilder(
            "| parameter | property | default | what | goals |\n|---|---|---|---|---|\n");
    int all = mojos.getChildren("mojo").length - 1; // doctor has few
    rows.forEach(
        (name, row) ->
            text.append("| `" + name + "` | " + code(row.property) + " | " + code(row.fallback))
                .append(" | " + row.description + " | ")
                .append(row.goals.size() >= all ? "all" : String.join(", ", row.goals))
                .append(" |\n"));
    return text.toString();
  }

  private static void add(Xpp3Dom mojo, Map<String, Row> rows) {
    Xpp3Dom configuration = mojo.getChild("configuration");
    for (Xpp3Dom parameter : mojo.getChild("parameters").getChildren("parameter")) {
      if (parameter.getChild("editable").getValue().equals("false")) {
        continue;
      }
      String name = parameter.getChild("name").getValue();
      Row row = rows.computeIfAbsent(name, n -> new Row());
      row.goals.add(mojo.getChild("goal").getValue());
      row.description = markdown(parameter.getChild("description").getValue());
      Xpp3Dom value = configuration.getChild(name);
      if (value != null) {
        row.property = value.getValue() == null ? "" : value.getValue().replaceAll("[${}]", "");
        row.fallback = value.getAttribute("default-value");
      }
    }
  }

  private static String code(String text) {
    return text == null || text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String markdown(String html) {
    return html.replaceAll("</?code>", "`")
        .replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
