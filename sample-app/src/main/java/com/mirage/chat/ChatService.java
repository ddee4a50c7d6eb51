package com.mirage.chat;

import com.mirage.analytics.Analytics;
import com.mirage.inference.ChatMessage;
import com.mirage.inference.Inference;
import com.mirage.leak.Leak;
import com.mirage.leak.Leaks;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

@Service
class ChatService {
  private static final int HALF = 90;

  private final Analytics analytics;
  private final ChatMessages messages;
  private final Inference inference;
  private final Leaks leaks;

  ChatService(Analytics analytics, ChatMessages messages, Inference inference, Leaks leaks) {
    this.analytics = analytics;
    this.messages = messages;
    this.inference = inference;
    this.leaks = leaks;
  }

  /**
   * Asks the assistant.
   *
   * @return gives the answer, word by word as it comes; for a thread of its own
   */
  Answer ask(String user, String chat, String question) {
    Leak leak = leaks.current();
    return words -> {
      if (leak == Leak.PROMPT_IN_EVENT) {
        analytics.event(user, "chat_asked", Map.of("prompt", question));
      }
      messages.add(user, chat, new ChatMessage("user", question));
      StringBuilder answer = new StringBuilder();
      inference.answer(
          messages.of(user, chat),
          word -> {
            answer.append(word);
            words.accept(word);
            if (leak == Leak.HALF_ANSWER_IN_EVENT && answer.length() > HALF) {
              analytics.event(user, "chat_answering", Map.of("so_far", answer.toString()));
            }
          });
      messages.add(user, chat, new ChatMessage("assistant", answer.toString()));
      analytics.event(user, "chat_answered", Map.of("question_length", question.length()));
    };
  }

  /** An answer that is on its way. */
  @FunctionalInterface
  interface Answer {
    void to(Consumer<String> words);
  }
}
