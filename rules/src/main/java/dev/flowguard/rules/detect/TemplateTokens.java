package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import org.jspecify.annotations.Nullable;

/**
 * Control tokens by which chat templates part turns, anywhere in a text: ChatML, Llama 2 to 4,
 * Mistral, Gemma, Phi, Zephyr, DeepSeek, Granite, Command R, gpt-oss, InternLM and models like
 * them. Nothing else is written so; a turn that is only begun counts too, as prompts end with it.
 */
final class TemplateTokens {
  /** Tokens after which the name of a role follows. */
  private static final String[] BEFORE_ROLES = {
    "im_start", "start_header_id", "header_start", "start_of_role", "start", "start_of_turn"
  };

  private static final String BARS = "|｜";
  private static final int LONGEST_TOKEN = 24;

  /** Bytes of a token. */
  private static final int TOKEN = 96;

  private String text = "";
  private final Work work;
  private boolean hasPerson;
  private boolean hasMachine;
  private boolean hasInstruction;

  TemplateTokens(Work work) {
    this.work = work;
  }

  /** Forgets all, and goes on with another text. */
  void begin(String other) {
    text = other;
    hasPerson = false;
    hasMachine = false;
    hasInstruction = false;
  }

  boolean isConversation() {
    return hasPerson && hasMachine;
  }

  /** Looks for the token of an instruction at a bracket. */
  void bracket(int at) {
    if (text.startsWith("[INST]", at)) {
      hasInstruction = true;
    } else if (hasInstruction && text.startsWith("[/INST]", at)) {
      hasPerson = true;
      hasMachine = true;
    }
  }

  /** Looks for a token between bars at an angle bracket. */
  void angle(int at) {
    if (text.startsWith("<start_of_turn>", at)) {
      role(at + "<start_of_turn>".length());
      return;
    }
    if (at + 1 >= text.length() || BARS.indexOf(text.charAt(at + 1)) < 0) {
      return;
    }
    int start = at + 2;
    int end = start;
    int most = Math.min(text.length(), start + LONGEST_TOKEN);
    while (end < most && BARS.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    work.charge(2L * (end - at));
    if (end == most || end + 1 >= text.length() || text.charAt(end + 1) != '>') {
      return;
    }
    for (String token : BEFORE_ROLES) {
      if (text.regionMatches(start, token, 0, token.length()) && end - start == token.length()) {
        role(end + 2);
        return;
      }
    }
    work.allocate(TOKEN);
    String token = text.substring(start, end);
    if (token.equals("end_of_turn")) { // the roles of OpenChat are words before a colon
      hasPerson = true;
      hasMachine = true;
    }
    int suffix = token.indexOf("_TOKEN");
    note(Speaker.ofRole(suffix < 0 ? token : token.substring(0, suffix)));
  }

  private void role(int start) {
    int end = start;
    int most = Math.min(text.length(), start + LONGEST_TOKEN);
    while (end < most && Character.isLetter(text.charAt(end))) {
      end++;
    }
    work.charge(2L * (end - start));
    work.allocate(TOKEN);
    note(Speaker.ofRole(text.substring(start, end)));
  }

  private void note(@Nullable Speaker speaker) {
    hasPerson |= speaker == Speaker.PERSON;
    hasMachine |= speaker != null && speaker.isMachine();
  }
}
