using Microsoft.EntityFrameworkCore;
using Scimify.Core.People.Views;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.People;

/// <summary>Saved views in the database.</summary>
internal sealed class SavedViewStore(ScimifyDatabase database) : ISavedViewStore
{
    public async Task<IReadOnlyList<SavedView>> ListAsync(Guid personId, string list, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SavedViews.AsNoTracking().Where(v => v.PersonId == personId && v.List == list).OrderBy(v => v.SavedAt).ThenBy(v => v.Id).ToListAsync(ct);
    }

    public Task<bool> SaveAsync(SavedView view, int most, CancellationToken ct) => database.WriteAsync(
        writer =>
        {
            var present = writer.Context.SavedViews.Where(v => v.PersonId == view.PersonId && v.List == view.List);
            if (present.Where(v => v.Name == view.Name).ExecuteUpdate(set => set.SetProperty(v => v.Query, view.Query).SetProperty(v => v.Id, view.Id)) > 0)
            {
                return true;
            }

            if (present.Count() >= most || !writer.Context.People.Any(p => p.Id == view.PersonId))
            {
                return false;
            }

            writer.Context.SavedViews.Add(view);
            return true;
        },
        ct);

    public Task<bool> DeleteAsync(Guid personId, Guid id, CancellationToken ct) => database.WriteAsync(
        writer => writer.Context.SavedViews.Where(v => v.PersonId == personId && v.Id == id).ExecuteDelete() > 0, ct);
}
