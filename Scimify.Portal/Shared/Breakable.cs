using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Scimify.Portal.Shared;

/// <summary>An address or a path in a column. If it has to be broken, it is broken before its @ or a slash.</summary>
public sealed class Breakable : ComponentBase
{
    /// <summary>A longer part may be broken anywhere, so that one name does not widen the whole table.</summary>
    private const int LongestPart = 24;

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>The parts that stay whole. Together they are the text.</summary>
    public static IReadOnlyList<string> PartsOf(string text)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] is '@' or '/' && text[i - 1] is not ('/' or ':' or ' '))
            {
                parts.Add(text[start..i]);
                start = i;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var parts = PartsOf(Text);
        builder.OpenElement(0, "span");
        builder.AddAttribute(1, "class", parts.Max(LongestWord) > LongestPart ? "break" : "breakable");
        foreach (var part in parts)
        {
            builder.AddContent(2, part);
            builder.AddMarkupContent(3, "<wbr>");
        }

        builder.CloseElement();
    }

    private static int LongestWord(string part) => part.Split(' ').Max(word => word.Length);
}
