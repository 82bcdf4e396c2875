using Scimify.Core.Primitives;

namespace Scimify.Portal.Host.Settings;

/// <summary>Reads single values and collects problems, so that one start shows all of them.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Null if it is absent or empty: an empty environment variable counts as absent.</summary>
    public string? Text(string key)
    {
        _read.Add(key);
        var value = configuration[key];
        return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
    }

    /// <summary>
    /// A secret, as the value itself or as the name of a file that holds it, under the key with <c>_FILE</c> behind it: so secrets
    /// of Docker, Kubernetes and systemd reach the server without its environment. Spaces and line breaks at the ends do not count.
    /// </summary>
    /// <returns>Null if it is absent or wrong. Problems never repeat the value.</returns>
    public string? Secret(string key)
    {
        var fileKey = key + "_FILE";
        var (value, file) = (Text(key), Text(fileKey));
        if (file is null)
        {
            return value;
        }

        if (value is not null)
        {
            Problem(fileKey, $"must not be set together with {key}");
            return null;
        }

        try
        {
            if (File.ReadAllText(file).Trim() is { Length: > 0 } secret)
            {
                return secret;
            }

            Problem(fileKey, $"must be the path of a file with the secret, but '{file}' is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Problem(fileKey, $"must be the path of a file that can be read: {e.Message}");
        }

        return null;
    }

    public bool Flag(string key, bool otherwise)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Wrong(key, "must be true or false", text);
        return otherwise;
    }

    public int WholeNumber(string key, int min, int max, int otherwise)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, null, out var value) && value >= min && value <= max)
        {
            return value;
        }

        Wrong(key, $"must be a whole number from {min} to {max}", text);
        return otherwise;
    }

    /// <returns>What one of the <see cref="EnumWords"/> says; null without the key, or with another word.</returns>
    public T? Word<T>(string key)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var known = EnumWords.Parse<T>(text);
        if (known is null)
        {
            Wrong(key, $"must be {string.Join(" or ", EnumWords.All<T>())}", text);
        }

        return known;
    }

    public T OneOf<T>(string key, T otherwise)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (Enum.GetNames<T>().FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name)
        {
            return Enum.Parse<T>(name);
        }

        Wrong(key, $"must be {string.Join(" or ", Enum.GetNames<T>())}", text);
        return otherwise;
    }

    /// <summary>A comma-separated list, or children (<c>Key:0</c>, <c>Key:1</c>).</summary>
    public IReadOnlyList<string> List(string key)
    {
        var children = configuration.GetSection(key).GetChildren().ToList();
        foreach (var child in children)
        {
            _read.Add(child.Path);
        }

        return [.. children.Select(c => c.Value ?? "").Append(Text(key) ?? "")
            .SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
    }

    /// <summary>Whether a section has anything in it. What that is, somebody else checks.</summary>
    public bool Has(string section) => configuration.GetSection(section).GetChildren().Any();

    public void Wrong(string key, string expected, string value) => _problems.Add($"{key} {expected}, but is '{value}'");

    public void Problem(string key, string problem) => _problems.Add($"{key} {problem}");

    /// <summary>Keys of the section that nothing has read.</summary>
    public IReadOnlyList<string> Unknown(string section) =>
        [.. Leaves(configuration.GetSection(section)).Where(key => !_read.Contains(key)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Leaves(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        return children.Count == 0 && section.Value is not null ? [section.Path] : children.SelectMany(Leaves);
    }
}
