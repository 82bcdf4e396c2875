using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>A record that a body or query string is bound to: what the check and the OpenAPI document know about it.</summary>
internal sealed class InputType
{
    private static readonly ConcurrentDictionary<Type, InputType> Known = new();

    private InputType(Type type)
    {
        Name = type.Name;
        Members = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null).Select(InputMember.Of)];
    }

    /// <summary>The name of the schema in the document.</summary>
    public string Name { get; }

    /// <summary>In the order of the record's properties, with those of its base last.</summary>
    public IReadOnlyList<InputMember> Members { get; }

    public static InputType Of(Type type) => Known.GetOrAdd(type, one => new InputType(one));

    public InputMember? Find(string name) => Members.FirstOrDefault(m => m.Name == name);

    /// <summary>The members that have an example.</summary>
    public JsonObject Example() => new(Members.Where(m => m.Example is not null).Select(m => KeyValuePair.Create<string, JsonNode?>(m.Name, m.Example!.DeepClone())));

    /// <param name="what"><c>member</c> or <c>parameter</c>.</param>
    public string UnknownRule(string what) => Members.Count == 0
        ? $"is unknown: no {what} is expected."
        : $"is unknown; expected is one of {string.Join(", ", Members.Select(m => m.Name))}.";
}
