package dev.flowguard.agent.contract;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;

/**
 * An application that talks with a model by an SDK, and sends what was said to a processor. One
 * command a line in, one result a line out.
 */
final class AiSdkProgram {
  private AiSdkProgram() {}

  /** The argument is the simple name of an {@link AiSdk}. */
  public static void main(String[] arguments) throws Exception {
    var constructor =
        Class.forName(AiSdkProgram.class.getPackageName() + "." + arguments[0])
            .getDeclaredConstructor();
    constructor.setAccessible(true);
    AiSdk sdk = (AiSdk) constructor.newInstance();
    List<String> said = new ArrayList<>();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 4);
      String result;
      try {
        result = turn(sdk, said, words[0].equals("stream"), words[1], words[2], words[3]);
      } catch (Exception e) {
        e.printStackTrace();
        result = e.toString().replace('\n', ' ');
      }
      System.out.println(result);
    }
    System.exit(0);
  }

  /** What the SDK gave, and what came of each piece on its way to the processor. */
  private static String turn(
      AiSdk sdk, List<String> said, boolean isStream, String url, String leakTo, String prompt)
      throws Exception {
    said.add(prompt);
    List<String> answer = isStream ? sdk.stream(url, said) : List.of(sdk.ask(url, said));
    said.add(String.join("", answer));
    return String.join("|", answer)
        + " / prompt "
        + AnswerProgram.leak(leakTo, prompt)
        + ", answer "
        + AnswerProgram.leak(leakTo, String.join("", answer))
        + ", system "
        + AnswerProgram.leak(leakTo, AiSdk.SYSTEM);
  }
}
