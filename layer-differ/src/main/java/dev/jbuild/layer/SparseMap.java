// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import java.util.ArrayList;
import java.util.List;

/** Where the data of a sparse file is: pairs of offset and length, all the rest is holes. */
record SparseMap(List<Long> numbers, long realSizeBytes) {

  /** LayerException unless the pieces are in order, inside the file, and as long as stored. */
  SparseMap {
    numbers = List.copyOf(numbers);
    if (numbers.size() % 2 != 0) {
      throw new LayerException("a sparse file's map in the layer has an odd number of fields");
    }
    long end = 0;
    for (int i = 0; i < numbers.size(); i += 2) {
      long offset = numbers.get(i);
      long length = numbers.get(i + 1);
      if (offset < end || length < 0 || length > realSizeBytes - offset) {
        throw new LayerException("a sparse file's map in the layer contradicts the file's size");
      }
      end = offset + length;
    }
  }

  /** The bytes that are stored. */
  long storedBytes() {
    long sum = 0;
    for (int i = 1; i < numbers.size(); i += 2) {
      sum += numbers.get(i);
    }
    return sum;
  }

  /** Parses the decimal list of a PAX header: {@code offset,length,offset,length}. */
  static List<Long> parseList(String list) {
    List<Long> numbers = new ArrayList<>();
    int start = 0;
    while (start < list.length()) {
      int comma = list.indexOf(',', start);
      int end = comma < 0 ? list.length() : comma;
      numbers.add(PaxRecords.parseNumber("GNU.sparse.map", list.substring(start, end)));
      start = end + 1;
    }
    return numbers;
  }
}
