namespace Scimify.Portal.Host.Settings;

/// <summary>The start is refused. Lists every wrong setting with its key, what was expected and what it is.</summary>
public sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
