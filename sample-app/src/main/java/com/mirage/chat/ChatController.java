package com.mirage.chat;

import com.mirage.analytics.Analytics;
import com.mirage.inference.ChatMessage;
import com.mirage.leak.Leak;
import com.mirage.leak.Leaks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.task.TaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
@RequestMapping("/api/chat/{chat}")
class ChatController {
  private static final String PAGE = "https://www.mirage-studio.io/chat";

  private final Analytics analytics;
  private final Archive archive;
  private final ChatMessages messages;
  private final ChatService chats;
  private final Leaks leaks;
  private final TaskExecutor executor;

  ChatController(
      Analytics analytics,
      Archive archive,
      ChatMessages messages,
      ChatService chats,
      Leaks leaks,
      TaskExecutor executor) {
    this.analytics = analytics;
    this.archive = archive;
    this.messages = messages;
    this.chats = chats;
    this.leaks = leaks;
    this.executor = executor;
  }

  record Question(String message) {}

  /** Streams the answer. */
  @PostMapping(path = "/messages", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter ask(
      @RequestHeader("X-User-Id") String user,
      @PathVariable String chat,
      @RequestBody Question question) {
    ChatService.Answer answer = chats.ask(user, chat, question.message());
    SseEmitter stream = new SseEmitter();
    executor.execute(
        () -> {
          try {
            answer.to(word -> send(stream, "word", word));
          } catch (RuntimeException e) {
            send(stream, "error", NestedExceptionUtils.getMostSpecificCause(e).toString());
          }
          stream.complete();
        });
    return stream;
  }

  @GetMapping("/messages")
  List<ChatMessage> show(@RequestHeader("X-User-Id") String user, @PathVariable String chat) {
    List<ChatMessage> conversation = messages.of(user, chat);
    boolean isLeak = leaks.has(Leak.CHAT_IN_PAGE_VIEW);
    analytics.pageView(isLeak ? PAGE + "?q=" + conversation.get(0).content() : PAGE);
    return conversation;
  }

  @PostMapping("/export")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void export(@RequestHeader("X-User-Id") String user, @PathVariable String chat) {
    archive.keep(messages.of(user, chat));
  }

  private static void send(SseEmitter stream, String name, String data) {
    try {
      stream.send(SseEmitter.event().name(name).data(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
