package dev.flowguard.agent.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpInput;

/** Reads a byte of a request, and ends once the guard has reported all that is awaited. */
public final class MisfitProgram {
  private MisfitProgram() {}

  /**
   * @param args the file that has what this program prints as errors, and texts that it must have
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Path errors = Path.of(args[0]);
    List<String> awaited = List.of(args).subList(1, args.length);
    byte[] read = new byte[1];
    System.out.println("read: " + new HttpInput().read(read, 0, 1) + " " + (char) read[0]);
    while (!awaited.stream().allMatch(Files.readString(errors)::contains)) {
      TimeUnit.MILLISECONDS.sleep(50); // whoever has started this ends it in time
    }
    System.out.println(OutcomeProgram.DONE);
  }
}
