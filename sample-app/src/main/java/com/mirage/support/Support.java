package com.mirage.support;

import com.mirage.account.Account;
import com.mirage.account.Accounts;
import com.mirage.chat.ChatMessages;
import com.mirage.file.Conversions;
import com.mirage.file.FileStore;
import com.mirage.file.StoredFile;
import com.mirage.kb.KnowledgeBase;
import com.mirage.leak.Leak;
import com.mirage.leak.Leaks;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Service;

/** Tickets of users, and what operators reply. */
@Service
class Support {
  private final Accounts accounts;
  private final ChatMessages messages;
  private final Crisp crisp;
  private final FileStore files;
  private final KnowledgeBase articles;
  private final Leaks leaks;

  Support(
      Accounts accounts,
      ChatMessages messages,
      Crisp crisp,
      FileStore files,
      KnowledgeBase articles,
      Leaks leaks) {
    this.accounts = accounts;
    this.messages = messages;
    this.crisp = crisp;
    this.files = files;
    this.articles = articles;
    this.leaks = leaks;
  }

  CompletableFuture<Void> reply(String text) throws IOException {
    return crisp.messageLater(
        leaks.has(Leak.ARTICLE_IN_REPLY) ? articles.search("kiln").get(0) : text);
  }

  /** Who asks for help. */
  void open(String user) throws IOException {
    enclose(user, leaks.current());
    Account account = accounts.get(user);
    crisp.meta(new Contact(account.fullName(), account.email(), Map.of("plan", "pro")));
  }

  private record Contact(String nickname, String email, Map<String, String> data) {}

  private void enclose(String user, Leak leak) throws IOException {
    switch (leak) {
      case ANSWER_IN_TICKET -> crisp.longMessage(messages.last(user, "assistant"));
      case DOCUMENT_AS_ATTACHMENT -> crisp.upload(files.last(user, StoredFile.Kind.DOCUMENT));
      case DOCUMENT_IN_TICKET ->
          crisp.message(inBase64(files.last(user, StoredFile.Kind.DOCUMENT).content()));
      case DOCUMENT_TEXT_IN_TICKET ->
          crisp.message(Conversions.text(files.last(user, StoredFile.Kind.DOCUMENT).content()));
      case GENERATED_PHOTO_AS_ATTACHMENT ->
          crisp.upload(smaller(files.last(user, StoredFile.Kind.GENERATED_PHOTO)));
      case MODEL_AS_ATTACHMENT -> crisp.upload(files.last(user, StoredFile.Kind.MODEL));
      case PHOTO_AS_ATTACHMENT -> crisp.upload(smaller(files.last(user, StoredFile.Kind.PHOTO)));
      case TRANSCRIPT_IN_TICKET -> crisp.message(messages.last(user));
      default -> {}
    }
  }

  private static StoredFile smaller(StoredFile picture) throws IOException {
    return new StoredFile(
        "photo.jpeg", MediaType.IMAGE_JPEG_VALUE, Conversions.smaller(picture.content()));
  }

  private static String inBase64(byte[] file) {
    return "see " + Base64.getEncoder().encodeToString(file);
  }
}
