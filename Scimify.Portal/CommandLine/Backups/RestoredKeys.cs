namespace Scimify.Portal.CommandLine.Backups;

/// <summary>Moves the keys of a backup into the key ring, beside those that are there, and back out if the restore fails.</summary>
/// <param name="staged">The folder with the keys of the backup.</param>
/// <param name="ring">The key ring.</param>
/// <param name="aside">Where a key is kept that has the same name and other content.</param>
internal sealed class RestoredKeys(string staged, string ring, Func<string, string> aside)
{
    private readonly Stack<(string Place, string? Former)> _added = new();

    /// <summary>More keys do no harm to the existing database.</summary>
    public void Add()
    {
        foreach (var key in Directory.EnumerateFiles(staged).ToList())
        {
            var place = Path.Combine(ring, Path.GetFileName(key));
            if (!File.Exists(place))
            {
                _added.Push((place, null));
                File.Move(key, place);
            }
            else if (!File.ReadAllBytes(place).AsSpan().SequenceEqual(File.ReadAllBytes(key)))
            {
                File.Copy(place, aside(place), overwrite: true);
                _added.Push((place, aside(place)));
                File.Move(key, place, overwrite: true);
            }
        }
    }

    /// <summary>Leaves the ring as it was before <see cref="Add"/>.</summary>
    public void Undo()
    {
        foreach (var (place, former) in _added)
        {
            if (former is null)
            {
                File.Delete(place);
            }
            else
            {
                File.Move(former, place, overwrite: true);
            }
        }
    }
}
