#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gradbox::lessons {

/// What a lesson can draw; the first one in its list is shown first. Transcript is Snapshot::transcript, Matrices is
/// Stage::matrices, Graph is Snapshot::tape (every lesson shows it; named here it may come first).
enum class View { Fit, Residuals, Field, Surface, Transcript, Matrices, Graph };

enum class Split : uint8_t { Train, Validation };

/// A rectangle of the plane, in data units.
struct Extent {
  double x_min = 0, x_max = 1, y_min = 0, y_max = 1;
};

/// The data, one entry a point in every list that is not empty.
struct Points {
  std::vector<double> x, y;
  std::vector<int> label;          // class of each point; empty in a regression
  std::vector<Split> split;        // empty when all points train
  std::vector<double> prediction;  // the model's y for each point's x, so residual = y - prediction
};

struct Curve {
  std::string name;
  std::vector<double> x, y;
};

/// Values on a regular grid, row-major, row 0 at y_min. Value (column, row) = values[row * columns + column] sits
/// at the extent's left edge + column / (columns - 1) of its width, likewise upwards.
struct Grid {
  int columns = 0, rows = 0;
  Extent extent;
  std::vector<float> values;  // a decision field: -1 surely the first class, 0 undecided, 1 surely the second
};

/// The loss over two parameters, all others as they are now, and the way training took.
struct Surface {
  std::string x_name, y_name;
  Grid loss;
  std::vector<double> path_x, path_y;  // from the first to the present parameters; thinned when long
  bool has_minimum = false;
  double minimum_x = 0, minimum_y = 0;
  bool has_next = false;  // where the next step leads, if it is known (gradient descent)
  double next_x = 0, next_y = 0;
};

/// Numbers worth seeing as a heat map: a Jacobian, a vector that it is multiplied with, the product.
struct Matrix {
  std::string name;  // "J", "numerical"
  std::string help;  // one sentence
  int rows = 0, columns = 0;
  std::vector<double> values;           // row-major, row 0 on top
  std::string row_label, column_label;  // what rows and columns stand for: "element of out"
  std::vector<uint8_t> wrong;           // 1 where an element is wrong, to be marked; empty if none is
};

struct Stage {
  std::string x_label, y_label;
  Extent extent;  // what is worth looking at
  Points points;
  std::vector<Curve> curves;     // the fit first
  Grid field;                    // columns = 0 if the lesson has none
  Surface surface;               // loss.columns = 0 if the lesson has none
  std::vector<Matrix> matrices;  // in the order in which they are to be read
};

/// Which costly parts a snapshot shall hold. Points and curves are always there.
struct StageRequest {
  bool field = true;
  int field_size = 64;  // columns and rows
  bool costs = false;   // Snapshot::costs
  bool surface = false;
  int surface_size = 64;
  bool has_surface_extent = false;  // false: the lesson chooses
  Extent surface_extent;
  bool graph = false;           // Snapshot::tape with its graph
  bool backward = false;        // and a recording of backward over it
  bool gradient_check = false;  // and its gradients by finite differences; made while paused
};

}  // namespace gradbox::lessons
