package hello;

import org.slf4j.LoggerFactory;

public final class Main {
  public static void main(String[] args) throws Exception {
    LoggerFactory.getLogger(Main.class).info("silent");
    try (var in = Main.class.getResourceAsStream("/name.txt")) {
      System.out.println("Hello, " + new String(in.readAllBytes()).strip());
    }
  }
}
