// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.dockerfile.check;

import dev.jbuild.dockerfile.Instruction;
import dev.jbuild.dockerfile.Word;
import java.util.List;
import java.util.Locale;

/** ADD of plain files, and of files from the network that nothing checks. */
final class AddAdvice {
  private static final List<String> ARCHIVES =
      List.of(".tar", ".gz", ".tgz", ".bz2", ".tbz", ".tbz2", ".xz", ".txz", ".zst", ".tzst");

  private AddAdvice() {}

  static void check(Instruction instruction, Findings findings) {
    if (!(instruction instanceof Instruction.Add add)) {
      return;
    }
    List<Word> sources = add.transfer().sources();
    boolean checked = add.origin().text().contains("--checksum=");
    for (Word source : sources) {
      boolean download =
          source.text().startsWith("http://") || source.text().startsWith("https://");
      if (download && !checked && !mayBeGit(source.text())) {
        findings.add(
            Rule.ADD_WITHOUT_CHECKSUM,
            add.origin(),
            source.span(),
            source.text() + " is fetched, and nothing says what it has to be");
      }
    }
    if (add.unpack().isEmpty()
        && !sources.isEmpty()
        && sources.stream().allMatch(AddAdvice::plain)) {
      findings.add(
          Rule.ADD_INSTEAD_OF_COPY,
          add.origin(),
          add.origin().keyword(),
          "ADD of what COPY would copy as well");
    }
  }

  private static boolean mayBeGit(String url) {
    return url.contains(".git") || url.contains("#") || url.contains("?");
  }

  private static boolean plain(Word source) {
    String text = source.text().toLowerCase(Locale.ROOT);
    boolean known = text.indexOf('$') < 0 && text.indexOf(':') < 0 && !text.startsWith("git@");
    return known && ARCHIVES.stream().noneMatch(text::endsWith) && !text.endsWith("*");
  }
}
