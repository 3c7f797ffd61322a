// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.Output;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutputSpecTest {

  @Test
  void readsEveryType() {
    assertThat(OutputSpec.parse("type=oci,dest=a.tar"))
        .isEqualTo(new Output.OciLayout(Path.of("a.tar"), true));
    assertThat(OutputSpec.parse("type=oci,dest=a,tar=false"))
        .isEqualTo(new Output.OciLayout(Path.of("a"), false));
    assertThat(OutputSpec.parse("dest=a.tar,type=docker"))
        .isEqualTo(new Output.DockerArchive(Path.of("a.tar")));
    assertThat(OutputSpec.parse("type=tar,dest=a.tar"))
        .isEqualTo(new Output.RootfsTar(Path.of("a.tar")));
    assertThat(OutputSpec.parse("type=local,dest=a"))
        .isEqualTo(new Output.RootfsDirectory(Path.of("a")));
    assertThat(OutputSpec.parse("type=registry")).isEqualTo(new Output.Registry());
  }

  @Test
  void takesABareValueAsADirectory() {
    assertThat(OutputSpec.parse("out")).isEqualTo(new Output.RootfsDirectory(Path.of("out")));
    assertThat(OutputSpec.parse("-")).isEqualTo(new Output.RootfsTar(Output.STANDARD_OUTPUT));
  }

  @Test
  void takesADashAsStandardOutput() {
    assertThat(OutputSpec.isStandardOutput(OutputSpec.parse("type=oci,dest=-"))).isTrue();
    assertThat(OutputSpec.isStandardOutput(OutputSpec.parse("type=docker,dest=-"))).isTrue();
    assertThat(OutputSpec.isStandardOutput(OutputSpec.parse("type=tar,dest=-"))).isTrue();
    assertThat(OutputSpec.isStandardOutput(OutputSpec.parse("type=oci,dest=./-"))).isFalse();
  }

  @Test
  void readsQuotedFields() {
    assertThat(OutputSpec.parse("type=oci,\"dest=a,\"\"b\"\".tar\""))
        .isEqualTo(new Output.OciLayout(Path.of("a,\"b\".tar"), true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=zip,dest=a|unknown type zip, known are oci, docker, tar, local and registry",
        "type=oci,dest=a,name=b|unknown key name, known are type, dest, tar and push-by-digest",
        "type=oci|it has no dest, a path or - for standard output",
        "type=oci,dest=|it has no dest, a path or - for standard output",
        "dest=a|it has no type, which is one of oci, docker, tar, local and registry",
        "type=oci,dest|key dest has no value",
        "type=oci,type=tar,dest=a|key type is given twice",
        "type=oci,dest=a,tar=maybe|tar is either true or false, not \"maybe\"",
        "type=docker,dest=a,tar=false|tar is for type=oci only",
        "type=local,dest=-|a directory can't be written to standard output",
        "type=oci,dest=-,tar=false|a directory can't be written to standard output",
        "type=registry,dest=a|type=registry has no dest: the image is pushed to its --tag names",
        "type=image|type image is not supported yet: the store has the image anyway, --push pushes",
        "type=oci,\"dest=a|a quote is not closed"
      })
  void namesWhatIsWrong(String text, String reason) {
    assertThatThrownBy(() -> OutputSpec.parse(text))
        .isInstanceOf(BuildException.class)
        .hasMessage("flag --output \"" + text + "\": " + reason);
  }

  @Test
  void refusesAnEmptyValue() {
    assertThatThrownBy(() -> OutputSpec.parse(""))
        .isInstanceOf(BuildException.class)
        .hasMessage("flag --output \"\": it is empty");
  }
}
