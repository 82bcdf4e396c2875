namespace Scimify.Portal.Shared.Guides;

/// <summary>A part of a guide's sentence.</summary>
/// <param name="IsLabel">Whether it is what a screen says. In the sentence, it is between “ and ”.</param>
public readonly record struct GuideText(string Text, bool IsLabel)
{
    public static IEnumerable<GuideText> PartsOf(string sentence)
    {
        foreach (var (i, before) in sentence.Split('“').Index())
        {
            var parts = before.Split('”', 2);
            if (i > 0)
            {
                yield return new(parts[0], IsLabel: true);
            }

            if (parts[^1].Length > 0 && (i == 0 || parts.Length == 2))
            {
                yield return new(parts[^1], IsLabel: false);
            }
        }
    }
}
