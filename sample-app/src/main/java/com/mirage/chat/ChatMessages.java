package com.mirage.chat;

import com.mirage.inference.ChatMessage;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
public class ChatMessages {
  private final JdbcClient jdbc;

  ChatMessages(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void add(String user, String chat, ChatMessage message) {
    jdbc.sql("insert into chat_message (user_id, chat_id, role, content) values (?, ?, ?, ?)")
        .params(user, chat, message.role(), message.content())
        .update();
  }

  List<ChatMessage> of(String user, String chat) {
    return jdbc.sql(
            "select role, content from chat_message where user_id = ? and chat_id = ? order by id")
        .params(user, chat)
        .query(ChatMessage.class)
        .list();
  }

  /** The last conversation of a user. */
  public List<ChatMessage> last(String user) {
    return of(
        user,
        jdbc.sql("select chat_id from chat_message where user_id = ? order by id desc limit 1")
            .param(user)
            .query(String.class)
            .single());
  }

  /** What was said last. */
  public String last(String user, String role) {
    return jdbc.sql(
            "select content from chat_message where user_id = ? and role = ?"
                + " order by id desc limit 1")
        .params(user, role)
        .query(String.class)
        .single();
  }

  /** The very first thing that a user has said. */
  public String first(String user) {
    return jdbc.sql("select content from chat_message where user_id = ? order by id limit 1")
        .param(user)
        .query(String.class)
        .single();
  }
}
