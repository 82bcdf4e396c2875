namespace Scimify.Portal.Host.Settings;

/// <summary>The start is refused: every wrong setting with its key, its value's problem and what was expected.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
