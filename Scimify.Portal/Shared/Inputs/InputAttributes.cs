using System.Reflection;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>The only texts that a member accepts, if they are few and not an enumeration.</summary>
/// <param name="holder">A static class.</param>
/// <param name="field">Its public field or property of type <c>string[]</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WordsAttribute(Type holder, string field) : Attribute
{
    public string[] Words { get; } = (string[])((holder.GetField(field, Statics)?.GetValue(null) ?? holder.GetProperty(field, Statics)?.GetValue(null))
        ?? throw new ArgumentException($"{holder.Name} has no {field}", nameof(field)));

    private const BindingFlags Statics = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;
}

/// <summary>A value for the document's example of a body.</summary>
/// <param name="value">A text, a flag or a number.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExampleAttribute(object value) : Attribute
{
    public object Value { get; } = value;
}

/// <summary>A value for the document's example of a body or an answer, in JSON.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
internal sealed class JsonExampleAttribute(string json) : Attribute
{
    public string Json { get; } = json;
}

/// <summary>Part of the document, but never sent back.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WriteOnlyAttribute : Attribute;
