package croft.protocol.wire;

import croft.protocol.Limits;
import java.util.List;

/**
 * People who may decide together.
 *
 * @param name of the group; breakpoints name it {@code group:NAME}
 * @param members names of tokens' holders, by name
 */
public record GroupView(String name, List<String> members) {
  public GroupView {
    Check.name("name", name);
    members = Check.texts("members", members, Limits.GROUP_MEMBERS_MAX);
  }
}
