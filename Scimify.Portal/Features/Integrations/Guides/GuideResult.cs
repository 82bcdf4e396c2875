namespace Scimify.Portal.Features.Integrations.Guides;

/// <summary>What a check has found.</summary>
/// <param name="Tone">As of <see cref="Shared.Badge"/>: <c>good</c> passed, <c>move</c> nothing has come yet, <c>wait</c> and <c>bad</c> somebody has to do something.</param>
/// <param name="At">When it happened, said behind the text; null for no time.</param>
/// <param name="More">A sentence behind both; null for none.</param>
/// <param name="Href">Where something can be done about it; null for nowhere.</param>
public sealed record GuideResult(string Tone, string Text, DateTimeOffset? At = null, string? More = null, string? Href = null, string? Link = null)
{
    public bool IsDone => Tone == "good";

    public string Icon => Tone switch { "good" => "check-circle", "bad" => "x-circle", "wait" => "alert", _ => "clock" };

    /// <summary>The tone, for whoever does not see it.</summary>
    public string Word => Tone switch { "good" => "Done", "bad" => "Problem", "wait" => "Attention", _ => "Waiting" };

    public static GuideResult Good(string text, DateTimeOffset? at = null, string? more = null) => new("good", text, at, more);

    public static GuideResult Waiting(string text) => new("move", text);
}
